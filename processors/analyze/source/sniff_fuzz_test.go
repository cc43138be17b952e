package source

import "testing"

// Any text has a beginning that is within it, and lines before that are those
// of the text.
func FuzzDetection(f *testing.F) {
	for _, text := range []string{
		"a,b\n1,2\n", "sep=;\na;b\n", "Title\n\nid,v\n1,2\n", "# x\nid,v\n1,2\n# y\n", "##f\n#A\tB\n1\t2\n", "x y\n1 2\n", "a:b:c:d\n1:2:3:4\n", "\"a\n\",\r\r\n",
	} {
		f.Add([]byte(text), true, byte(0), -1)
		f.Add([]byte(text), false, byte(','), 1)
	}
	f.Fuzz(func(t *testing.T, text []byte, whole bool, delimiter byte, skip int) {
		opt := testOptions()
		opt.SkipLines = max(AutoSkip, skip%10)
		if delimiter != '\r' && delimiter != opt.Quote {
			opt.Delimiter = delimiter
		}
		s := &Source{Name: "x"}
		if err := s.sniff(text, whole, opt); err != nil {
			return
		}
		if s.Body < 0 || s.Body > int64(len(text)) || s.BodyLine != countLines(text[:s.Body]) || s.CommentLines > s.BodyLine {
			t.Errorf("%q: the records begin at %d in line %d after %d comments", text, s.Body, s.BodyLine, s.CommentLines)
		}
		for _, h := range s.Hints {
			if h.Kind == "skipped_lines" && h.Count > s.BodyLine {
				t.Errorf("%q: %d lines skipped of %d", text, h.Count, s.BodyLine)
			}
		}
	})
}
