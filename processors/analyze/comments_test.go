package analyze

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fanout/processors/analyze/source"
)

// commentedText has comments with everything that means something elsewhere,
// and fields with what looks like a comment.
const commentedText = "# by \"hand\n#,,\"\n\nid,v,text\r\n#\r\n1,2,\"a\n#b\"\n# a,\"b\n3,4,c\n#it's \"so\",\"\r5,6\n7,\"8\"\"#\",#d\n\n#\"\n9,10,e\n# end"

func TestCommentsAreLeftOutAndCountedForAnyChunks(t *testing.T) {
	for _, policy := range []BadRows{Pad, Skip} {
		want := ""
		for _, path := range []string{tempFile(t, commentedText), compressedFile(t, commentedText)} {
			for size := 1; size < 60; size += 1 + size/10 {
				opt := defaults(path)
				opt.ChunkSize, opt.BadRows = size, policy
				r := start(t, opt, 1+size%3)
				if r.err != nil || len(r.reports) != 1 {
					t.Fatalf("chunks of %d: %v %+v", size, r.err, r.records)
				}
				rep := r.reports[0]
				rep.Files = nil
				var bad []string
				for _, b := range r.bad {
					bad = append(bad, fmt.Sprintf("%d %s", b.Line, b.Record))
				}
				got := fmt.Sprintf("%v %q\n%s", bad, r.warned, toJSON(t, rep))
				if want == "" {
					want = got
				}
				if got != want {
					t.Errorf("chunks of %d:\n%s\nwant\n%s", size, got, want)
				}
				if rep.CommentLines != 7 || policy == Skip && !slices.Equal(bad, []string{"11 5,6"}) {
					t.Fatalf("%d comments, bad %q", rep.CommentLines, bad)
				}
			}
		}
	}
}

// The records that remain are the same as in a file without comments.
func TestCommentsDoNotChangeTheRest(t *testing.T) {
	var with, without strings.Builder
	for i := range 5000 {
		if i%7 == 3 {
			fmt.Fprintf(&with, "# note \"%d, and\n", i)
		}
		row := fmt.Sprintf("%d,\"x\n#%d\",%d\n", i, i%10, i*i)
		if i == 0 {
			row = "id,text,square\n"
		}
		with.WriteString(row)
		without.WriteString(row)
	}
	a := analyzeText(t, with.String(), func(o *Options) { o.ChunkSize = 1000 })
	b := analyzeText(t, without.String(), nil)
	if a.CommentLines != 714 {
		t.Errorf("%d comments", a.CommentLines)
	}
	a.CommentLines, a.Hints, a.Files, b.Files = 0, b.Hints, nil, nil
	if got, want := toJSON(t, a), toJSON(t, b); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

func TestFilesOfADatasetBeginEachByItself(t *testing.T) {
	a := tempFile(t, "Report of May\n\nid,v\n1,2\n3,4\n")
	b := tempFile(t, "id,v\n5,6\n7,8\n")
	c := tempFile(t, "# by hand\nid,v\n# note\n9,10\n")
	r := start(t, defaults(a, b, c), 2)
	if r.err != nil || len(r.reports) != 1 || r.reports[0].Rows != 5 || r.reports[0].CommentLines != 2 || r.reports[0].Columns[0].Sum.Text != "25" {
		t.Fatalf("%v %+v", r.err, r.reports)
	}
	for _, rec := range r.records {
		if rec.CommentLines != 0 && rec.CommentLines != 2 {
			t.Errorf("%+v", rec)
		}
	}
}

func TestLinesToSkipMustBeThere(t *testing.T) {
	for text, want := range map[string]int64{"t\na,b\n1,2\n": 1, "t\r\n\r\na,b\r1,2\n": 1, "": 0, "a,b": 0} {
		n := strings.Count(text, "\n") - 2
		r := analyzeText(t, text, func(o *Options) { o.Source.SkipLines = max(n, 1) })
		if r.Rows != want {
			t.Errorf("%q without %d lines: %d rows", text, n, r.Rows)
		}
	}
	long := strings.Repeat("x\n", source.HeadSize)
	r := start(t, func() *Options {
		o := defaults(tempFile(t, long+"a,b\n1,2\n"))
		o.Source.SkipLines = source.HeadSize
		return o
	}(), 2)
	if len(r.reports) != 1 || r.reports[0].Rows != 1 {
		t.Errorf("%+v", r.records[0])
	}
}
