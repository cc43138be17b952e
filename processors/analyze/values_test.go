package analyze

import (
	"bytes"
	"encoding/json"
	"math/big"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"

	"fanout/processors/analyze/number"
	"fanout/processors/analyze/profile"
)

// A valuesCase is fields to be read by options.
type valuesCase struct {
	Options number.Options `json:"options"`
	Type    profile.Type   `json:"type"`
	Trim    bool           `json:"trim"`
	Fields  []string       `json:"fields"`
}

// askPython returns what testdata/values.py makes of the fields.
func askPython(t *testing.T, cases []valuesCase) (answers [][]string) {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("needs python3")
	}
	var in bytes.Buffer
	for _, c := range cases {
		if err := json.NewEncoder(&in).Encode(c); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(python, "testdata/values.py")
	cmd.Stdin, cmd.Stderr = &in, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(out) {
		var a []string
		if err := json.Unmarshal(line, &a); err != nil {
			t.Fatal(err)
		}
		answers = append(answers, a)
	}
	return answers
}

// written returns a value as people write it: with signs around it that are
// units, blanks or nothing known.
func written(rng *rand.Rand) string {
	pick := func(list ...string) string { return list[rng.IntN(len(list))] }
	other := []string{"", " ", "NA", "-", "t", "Ja", "yes", "NO", "nan", "-inf", "007", "x", "1", "0", "\u00a0", "20240229", "0000-00-00",
		"2024-02-29", "2024/02/30", "29.02.2024", "3 Mar 2024", "Mar 3, 2024", "3/4/24", "03-04-2024", "24.3.4", "13/1/2024", "1/13/2024",
		"3/4/2024 2:05 PM", "3/4/2024, 12:05:06 am", "2024-03-04T05:06:07.25Z", "3.4.69 23:59:60", "3/4/68 5:06", "2024-03-04 05:06 +02:00"}
	if rng.IntN(5) == 0 {
		return other[rng.IntN(len(other))]
	}
	around := func() string {
		return pick("", "", "", "", "", "-", "+", "$", "€", "(", ")", "%", " ", "kg", "Rs", "kr.", "-$", "\u2212", "\u00a0", ".-", " %", "($", "$)")
	}
	separator := pick("", "", ",", ".", "'", " ", "_", "\u202f", "\u2019")
	text := around()
	for i := range 1 + rng.IntN(4) {
		if i > 0 {
			text += separator
		}
		digits := [...]int{1, 2, 3}[rng.IntN(3)]
		if i > 0 {
			digits = [...]int{3, 3, 3, 3, 2}[rng.IntN(5)]
		}
		for range digits {
			text += string(rune('0' + rng.IntN(10)))
		}
	}
	text += pick("", "", ".", ",", ".5", ",25", ".125", ",000001", "e5", "E-3", ".5e+2")
	return text + around()
}

// someOptions returns options that go together.
func someOptions(rng *rand.Rand) number.Options {
	some := func(list ...string) (picked []string) {
		for _, s := range list {
			if rng.IntN(3) == 0 {
				picked = append(picked, s)
			}
		}
		return picked
	}
	for {
		opt := number.Options{
			Decimal: []byte{0, '.', ',', ','}[rng.IntN(4)], Thousands: []string{"", "", ",", ".", "'", " ", "_"}[rng.IntN(7)],
			Units: some("$", "€", "%", "kg", "Rs", "kr.", ".-"), Negatives: some(number.NegativeForms...),
			Nulls: some("NA", " ", "-", "1,5", "0000-00-00", "1.5", "x"), True: some("t", "Ja"), False: some("f", "Nein"),
			DateOrder: number.DateOrder(rng.IntN(4)),
		}
		if _, err := number.NewParser(opt); err == nil {
			return opt
		}
	}
}

// Whatever the options, every figure of a column is what a reader of regular
// expressions and fractions says.
func TestValuesAreThoseOfPython(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 22))
	var cases []valuesCase
	for range map[bool]int{true: 300, false: 1000}[testing.Short()] {
		c := valuesCase{Options: someOptions(rng), Trim: rng.IntN(4) == 0}
		if rng.IntN(2) == 0 {
			c.Type = profile.DeclaredTypes[rng.IntN(len(profile.DeclaredTypes))]
		}
		for range 60 {
			c.Fields = append(c.Fields, written(rng))
		}
		cases = append(cases, c)
	}
	for i, answers := range askPython(t, cases) {
		c := cases[i]
		if c.Type == "" && !c.Trim {
			for k, f := range c.Fields {
				if got := readingOf(number.MustParser(c.Options), f); got != answers[k] {
					t.Fatalf("%+v: %q is %s, want %s", c.Options, f, got, answers[k])
				}
			}
		}
		checkFigures(t, rng, c, answers)
	}
}

// readingOf writes what p makes of a field as testdata/values.py does.
func readingOf(p *number.Parser, field string) string {
	v, class := p.Parse([]byte(field))
	exact := func(d number.Decimal) string {
		r, _ := new(big.Rat).SetString(d.String())
		return r.RatString()
	}
	switch class {
	case number.Null:
		return "null"
	case number.Int, number.BigInt:
		return "int " + exact(p.Big([]byte(field)))
	case number.Float, number.BigFloat:
		return "float " + exact(p.Big([]byte(field)))
	case number.NaN, number.PosInf, number.NegInf:
		return "special"
	case number.Bool:
		return []string{"false", "true"}[v.Mant]
	case number.Date:
		return "date " + exact(v.Decimal())
	case number.DateTime, number.ZonedTime:
		return "time " + exact(v.Decimal())
	case number.ZeroPadded:
		return "padded"
	}
	return "text"
}
