package analyze

import (
	"math/rand/v2"
	"strings"
	"testing"

	"fanout/processors/analyze/source"
)

// What is said about quotes is the same for chunks of any size.
func TestMisquotedRowsAreCountedInChunksOfAnySize(t *testing.T) {
	for seed := range uint64(12) {
		rnd := rand.New(rand.NewPCG(seed, 13))
		var b strings.Builder
		b.WriteString("id,note,x\n")
		for range 40 {
			b.WriteString([]string{
				`1,"he said \"hi, you\" loudly",5`, `2, "a, b",6`, `3,5" pipe,7`, `4,"plain",8`, `5,"a""b",9`, `6,a\, b,10`,
				`7,"\"",11`, `8,"two` + "\n" + `lines \"x\"",1`, ``, `9,"open \`, `10,x, "y\" z"`,
			}[rnd.IntN(11)])
			b.WriteString([]string{"\n", "\r\n", "\r"}[rnd.IntN(3)])
		}
		for _, policy := range []BadRows{Pad, Skip} {
			sameForAll(t, b.String(), func(opt *Options) {
				opt.Source.Header, opt.Source.Delimiter, opt.BadRows = source.HeaderYes, ',', policy
			})
		}
	}
}

func TestMisquotedRowsAreNamed(t *testing.T) {
	for text, want := range map[string]string{
		"a,b\n\"x \\\"y, z\\\" w\",1\n":       `1 row has \" in a quoted field`,
		"a,b\nx\\,y,1\n2,3\n":                 `1 row has too few or too many fields, and \ before a delimiter or a line break`,
		"a,b\n1, \"x, y\"\n":                  "1 row has spaces before a quoted field",
		"a,b\n1,'x, y'\n":                     "fields seem to be quoted with '",
		"a,b\n'1','2'\n'3','4'\n":             "fields seem to be quoted with '",
		"\"a;b\"\n\"1;2\"\n\"3;\"\"4;5\"\"\"": "each line is quoted as a whole, so its 2 fields look like one",
		"a,b\n«1, 2»,3\n«x»,4\n":              "fields are in typographic quotes (« »), which count as text; replace them with \"",
		"a,b\n5\" pipe,1\n6,\"7\"\"\"\n":      "",
		"a,b\n'tis,1\nit's,2\n":               "",
		"\"a, b\"\n\"x, y\"\nplain\n":         "",
		"a,b\nC:\\dir\\,1\n":                  "", // the backslash ends a value, as no record is ragged
	} {
		r := analyzeText(t, text, func(opt *Options) { opt.Source.Header = source.HeaderYes })
		got := ""
		if len(r.Hints) > 0 {
			got = r.Hints[0].Text
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
