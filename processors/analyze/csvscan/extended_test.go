package csvscan

import (
	"math/rand/v2"
	"reflect"
	"testing"
)

var (
	mysql   = Dialect{Delimiter: ',', Quote: '"', Escape: '\\'}
	spacing = Dialect{Delimiter: ',', Quote: '"', SkipInitialSpace: true}
	both    = Dialect{Delimiter: ';', Quote: '\'', Escape: '!', SkipInitialSpace: true}
)

func TestAnEscapeMakesTheNextByteOrdinary(t *testing.T) {
	for in, want := range map[string][][]string{
		`a\,b,c` + "\n":                    {{"a,b", "c"}},
		`"say \"hi, you\" now",b`:          {{`say "hi, you" now`, "b"}},
		`"a""b",""""`:                      {{`a"b`, `"`}}, // quotes are doubled too
		`"end\\",b`:                        {{`end\`, "b"}},
		"a\\\nb,c\nd,e\n":                  {{"a\nb", "c"}, {"d", "e"}},
		"a\\\r\nb,c\r\nd,e\r\n":            {{"a\r\nb", "c"}, {"d", "e"}}, // CRLF is one line break
		"a\\\rb,c\r\n":                     {{"a\rb", "c"}},
		"a\\\r\r\nb":                       {{"a\r"}, {"b"}},
		"a\\\r,b\n":                        {{"a\r", "b"}},
		`\"a",b`:                           {{`"a"`, "b"}}, // no quoted section
		`"a"\b,c`:                          {{`a\b`, "c"}}, // none after a closing quote
		`\N,x\Ny,\\`:                       {{"N", "xNy", `\`}},
		`a\`:                               {{`a\`}}, // nothing follows
		`"a\`:                              {{`a\`}},
		"\\\na\n":                          {{"\na"}},
		"\"x\\\r\ny\"\r\nz":                {{"x\r\ny"}, {"z"}},
		"a\\\\\n" + "b":                    {{`a\`}, {"b"}},
		"1,\"\\\\\\\"\"\n2,\"\\\\\"\n":     {{"1", `\"`}, {"2", `\`}},
		"\\\r\n\n,\\\"\n":                  {{"\r\n"}, {"", `"`}},
		"\"a\" ,b\n":                       {{"a ", "b"}},
		"x\\\x00y\\" + "é" + "\n":          {{"x\x00yé"}},
		"\"open \\\" still open\nand more": {{"open \" still open\nand more"}},
	} {
		checkRecords(t, mysql, in, want)
	}
}

func TestInitialBlanksAreSkipped(t *testing.T) {
	for in, want := range map[string][][]string{
		`1, "a, b",  c d ` + "\n": {{"1", "a, b", "c d "}},
		`  "x"",y" , "z"`:         {{`x",y `, "z"}},
		"  \n ,\n":                {{""}, {"", ""}},
		"\ta, \"b\r\n\"\r\nc\n":   {{"\ta", "b\r\n"}, {"c"}},
		"a b \"c\", \"\"\"\"":     {{`a b "c"`, `"`}},
		"1,\t\"a, b\"":            {{"1", "\t\"a", `b"`}}, // as in Python, blanks only
	} {
		checkRecords(t, spacing, in, want)
	}
	checkRecords(t, both, "1;  'a!'; b';!;  !'x\n", [][]string{{"1", "a'; b", ";  'x"}})
}

// checkRecords reads in whole and cut at each place.
func checkRecords(t *testing.T, d Dialect, in string, want [][]string) {
	t.Helper()
	for cut := range len(in) + 1 {
		if cut > 0 && cut < len(in) && in[cut-1] == '\r' && in[cut] == '\n' {
			continue // two separators, see TestResultsDoNotDependOnCuts
		}
		if got := records(New(d), []byte(in), cut); !reflect.DeepEqual(got, want) {
			t.Errorf("%q cut at %d: %q, want %q", in, cut, got, want)
		}
	}
}

func TestOnlyAnUnquotedEscapeAndNIsNull(t *testing.T) {
	for raw, want := range map[string]bool{`\N`: true, ` \N`: false, `"\N"`: false, `\n`: false, `\NN`: false, `N`: false, `\\N`: false} {
		if got := New(mysql).IsNull([]byte(raw)); got != want {
			t.Errorf("%s: %v", raw, got)
		}
	}
	if New(comma).IsNull([]byte(`\N`)) {
		t.Error(`\N is null without an escape`)
	}
	if !New(both).IsNull([]byte("  !N")) {
		t.Error("not null after blanks")
	}
}

func TestQuotesOfExtendedDialectsAreJudged(t *testing.T) {
	for raw, want := range map[string]bool{`"a\"b"`: true, `"a\"`: false, `"a"b`: false, ` "a"`: true, `\"a`: true} {
		if got := New(mysql).WellQuoted([]byte(raw)); got != want {
			t.Errorf("%s: %v", raw, got)
		}
	}
	if New(spacing).WellQuoted([]byte(`  "a"b`)) {
		t.Error("text after a closing quote")
	}
}

func TestExtendedDialectsAgreeWithTheirAutomaton(t *testing.T) {
	for seed := range uint64(60) {
		rnd := rand.New(rand.NewPCG(seed, 5))
		for _, d := range []Dialect{mysql, spacing, both, {Delimiter: '\t', Escape: '\\'}, {Delimiter: ',', Quote: '"', Escape: '\\', Comment: '#'}} {
			s := New(d)
			b := text(s, rnd, rnd.IntN(300), seed%2 == 0)
			for i := range b {
				switch rnd.IntN(8) {
				case 0:
					if d.Escape != 0 {
						b[i] = d.Escape
					}
				case 1:
					b[i] = ' '
				case 2:
					if d.Comment != 0 {
						b[i] = d.Comment
					}
				}
			}
			from := rnd.IntN(len(b) + 1)
			checkAll(t, s, b, from, len(b))
			for cut := range len(b) {
				checkCut(t, s, b, cut)
			}
		}
	}
}

func FuzzExtendedDialectsAgreeWithTheirAutomaton(f *testing.F) {
	for i, s := range append(append(seeds, commented...), `"a\"b",\N`+"\n", "a\\\r\n,  \"b\"\n") {
		f.Add([]byte(s), 3, true, true, i%2 == 0)
	}
	f.Fuzz(func(t *testing.T, data []byte, cut int, escapes, skips, comments bool) {
		d := comma
		if escapes {
			d.Escape = '\\'
		}
		d.SkipInitialSpace = skips
		if comments {
			d.Comment = '#'
		}
		if !d.Extended() {
			t.Skip()
		}
		s := New(d)
		from := 0
		if len(data) > 0 && cut > 0 {
			from = cut % len(data)
		}
		checkAll(t, s, data, from, len(data))
		checkCut(t, s, append(data[:len(data):len(data)], '\n'), from)
		for _, r := range records(s, data) {
			for _, field := range r {
				if len(field) > len(data) {
					t.Fatalf("%q: %q is longer", data, field)
				}
			}
		}
	})
}
