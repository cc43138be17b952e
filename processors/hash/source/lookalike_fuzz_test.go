package source

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
)

// What is taken for JSON has no fault as far as it goes, and what is JSON with
// text in it is taken for it.
func FuzzIsJSON(f *testing.F) {
	for _, text := range []string{
		`["a","b"]`, `{"a":1}` + "\n" + `{"a":2}`, `["abc`, `["abc"`, `{"a":`, `{"a"`, `[`, `{"a":"\"`, `["a"]x`, `["a"] ["b"`, `{"a":1}}`, `["a"]1`, `["\u12`, "[\"a\nb\"]", `{"a":tru`, "\v[]\"", "\u00a0[\"a\"]", "{\"\":\"\t",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := isJSON([]byte(text))
		var err error
		tokens, texts := 0, 0
		for d := json.NewDecoder(strings.NewReader(text)); err == nil; tokens++ {
			var token json.Token
			if token, err = d.Token(); err != nil {
				break
			}
			if _, ok := token.(string); ok {
				texts++
			}
		}
		whole := err == io.EOF && json.Valid([]byte(text)) && texts > 0 && strings.ContainsAny(strings.TrimSpace(text)[:1], "[{")
		if err != io.EOF && err != io.ErrUnexpectedEOF && got {
			t.Errorf("%q is taken for JSON: %v", text, err)
		}
		if whole && tokens > 2 && !got {
			t.Errorf("%q is not taken for JSON of %d tokens", text, tokens)
		}
		for _, line := range firstLines([]byte(text), true) {
			if k := lookOfLine(line); k < 0 || k >= looks {
				t.Errorf("%q looks like %d", line, k)
			}
		}
		if k, n := lookOf(firstLines([]byte(text), true), []byte(text)); n > bytes.Count([]byte(text), []byte("\n"))+1 {
			t.Errorf("%d lines look like %v", n, k)
		}
	})
}
