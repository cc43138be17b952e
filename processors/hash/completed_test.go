package hash

import (
	"bytes"
	"strings"
	"testing"

	"fanout/processors/hash/source"
)

func TestCompleteTellsAFinishedOutput(t *testing.T) {
	list := "one\ntwo\n\n" + strings.Repeat("x", 80) + "\nfour"
	for _, p := range cheap {
		opt := optionsFor(p)
		text := hashed(t, p, list)
		lines := strings.SplitAfter(text, "\n")
		for what, c := range map[string]struct {
			list, hashes string
			want         bool
		}{
			"all":            {list, text, true},
			"one missing":    {list, strings.Join(lines[:len(lines)-2], ""), false},
			"one cut off":    {list, text[:len(text)-2], false},
			"one too many":   {"one\ntwo", text, false},
			"a longer list":  {list + "\nfive", text, false},
			"no hashes":      {list, "hello\n", false},
			"nothing at all": {list, "", false},
		} {
			end, got, err := completed(&opt, source.NewReader(strings.NewReader(c.list), source.Options{}), strings.NewReader(c.hashes))
			if err != nil || got != c.want {
				t.Errorf("%s, %s: %v, %v, want %v", p.Scheme.Name, what, got, err, c.want)
			}
			if want := (Position{Line: 5, Rows: 4}); got && (end.Line != want.Line || end.Rows != want.Rows) {
				t.Errorf("%s, %s: ends at %+v, want %+v", p.Scheme.Name, what, end, want)
			}
		}
		other := opt
		other.SaltBytes = 8
		other.Params.Costs[0]++
		if _, got, _ := completed(&other, source.NewReader(strings.NewReader(list), source.Options{}), strings.NewReader(text)); got {
			t.Errorf("%s: other options taken for the same", p.Scheme.Name)
		}
	}
}

func TestCompleteTakesHashesThatAreTooCostlyToVerify(t *testing.T) {
	p := params("pbkdf2-sha512", 1<<30)
	text := appendEntry(nil, 1, p, make([]byte, 16), make([]byte, 64))
	_, got, err := completed(&Options{Params: p, SaltBytes: 16}, source.NewReader(strings.NewReader("one"), source.Options{}), bytes.NewReader(text))
	if err != nil || !got {
		t.Errorf("%v, %v", got, err)
	}
}
