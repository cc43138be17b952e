package analyze

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"fanout/processors/analyze/profile"
)

// valuesFigures are figures of a column, as Python's answers give them.
type valuesFigures struct {
	count, nulls, misfits, zeros int64
	sum, lo, hi                  *big.Rat
	trues                        bool
}

func (x *valuesFigures) add(answer string) {
	kind, value, _ := strings.Cut(answer, " ")
	switch kind {
	case "null":
		x.nulls++
		return
	case "misfit":
		x.misfits++
		return
	}
	x.count++
	x.trues = x.trues || kind == "true"
	number, ok := new(big.Rat).SetString(value)
	if !ok || kind != "int" && kind != "float" {
		return
	}
	if x.sum == nil {
		x.sum, x.lo, x.hi = new(big.Rat), number, number
	}
	x.sum.Add(x.sum, number)
	if number.Sign() == 0 {
		x.zeros++
	}
	if number.Cmp(x.lo) < 0 {
		x.lo = number
	}
	if number.Cmp(x.hi) > 0 {
		x.hi = number
	}
}

// String writes the figures.
func (x *valuesFigures) String() string {
	s := fmt.Sprint(x.count, " values, ", x.nulls, " nulls, ", x.misfits, " misfits")
	if x.sum != nil {
		s += fmt.Sprint(", ", x.zeros, " zeros, sum ", x.sum.RatString(), ", ", x.lo.RatString(), " to ", x.hi.RatString())
	}
	return s + fmt.Sprint(", ", x.trues)
}

// figuresOf returns the same figures of a report.
func figuresOf(c *profile.Column) *valuesFigures {
	exact := func(s profile.Scalar) *big.Rat {
		r, _ := new(big.Rat).SetString(s.Text)
		return r
	}
	x := &valuesFigures{count: c.Count, nulls: c.Nulls, misfits: c.NMismatched, trues: c.Type == profile.Boolean && c.Max.Text == "true"}
	if c.NZero != nil && c.Sum.Defined {
		x.zeros = *c.NZero
		x.sum, x.lo, x.hi = exact(c.Sum), exact(c.Min), exact(c.Max)
	}
	return x
}

// checkFigures analyzes a file of those fields that go into one type, and
// compares its figures with the answers.
func checkFigures(t *testing.T, rng *rand.Rand, c valuesCase, answers []string) {
	t.Helper()
	wanted := map[string]bool{"null": true, "int": true, "float": true, "misfit": true}
	if c.Type != "" && c.Type != profile.String { // what does not fit is a misfit
		for _, kind := range []string{"special", "true", "false", "date", "time"} {
			wanted[kind] = true
		}
	}
	var want valuesFigures
	var file strings.Builder
	file.WriteString("id,v\n")
	for i, f := range c.Fields {
		if kind, _, _ := strings.Cut(answers[i], " "); wanted[kind] {
			fmt.Fprintf(&file, "%d,\"%s\"\n", i, f)
			want.add(answers[i])
		}
	}
	if want.count == 0 {
		return
	}
	r := analyzeText(t, file.String(), func(o *Options) {
		o.Profile.Number, o.Profile.Trim = c.Options, c.Trim
		o.ChunkSize, o.Workers = 1+rng.IntN(100), 1+rng.IntN(3)
		o.Profile.MaxDistinct = 1 + rng.IntN(80)
		if c.Type != "" {
			o.Types = []Declaration{{Selection{"2"}, c.Type}}
		}
	})
	got := &r.Columns[1]
	if c.Type != "" && got.Type != c.Type && c.Type != profile.String {
		t.Errorf("%+v: the column is %s", c, got.Type)
	}
	if s := figuresOf(got).String(); s != want.String() {
		t.Fatalf("%+v: %s, want %s\n%s", c, s, &want, file.String())
	}
}
