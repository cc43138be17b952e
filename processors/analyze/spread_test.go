package analyze

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"fanout/processors/analyze/profile"
	"fanout/processors/analyze/source"
)

// Numbers are decimals, and so is what lies between them.
func TestQuantilesInterpolateDecimals(t *testing.T) {
	for text, want := range map[string][5]string{ // p25, p50, p75, IQR, MAD
		"1\n2\n24.08\n24.27": {"1.75", "13.04", "24.1275", "22.3775", "11.135"},
		"0.1\n0.2\n0.3":      {"0.15", "0.2", "0.25", "0.1", "0.1"},
		"5":                  {"5", "5", "5", "0", "0"},
		"1\n1\n1\n-7.25":     {"-1.0625", "1", "1", "2.0625", "0"},
		"1.00000000000000000001\n1.00000000000000000003": {
			"1.000000000000000000015", "1.00000000000000000002", "1.000000000000000000025", "0.00000000000000000001", "0.00000000000000000001",
		},
		"1e400\n2e400\n4e400":     {"1.5e+400", "2e+400", "3e+400", "1.5e+400", "1e+400"},
		"1e-400\n-1e-400\n5e-400": {"0", "1e-400", "3e-400", "3e-400", "2e-400"},
		"-1e400\n1\n1e400":        {"-5e+399", "1", "5e+399", "1e+400", "1e+400"},
	} {
		c := analyzeText(t, "v\n"+text+"\n", func(o *Options) { o.Source.Header = source.HeaderYes }).Columns[0]
		got := [5]string{c.Quantiles[0].Value.Text, c.Quantiles[1].Value.Text, c.Quantiles[2].Value.Text, c.IQR.Text, c.MAD.Text}
		if got != want || !*c.QuantilesExact || c.QuantilesError.Text != "0" || c.MADError.Text != "0" {
			t.Errorf("%q: %v, want %v; exact %v, errors %s and %s", text, got, want, *c.QuantilesExact, c.QuantilesError.Text, c.MADError.Text)
		}
	}
}

// What floats cannot hold is exact in all figures, or has 17 digits or more.
func TestNoFigureIsInfinite(t *testing.T) {
	c := analyzeText(t, "v\n1e400\n-3e400\n2\n", nil).Columns[0]
	for _, x := range []struct {
		got  profile.Scalar
		want string
	}{
		{c.Mean, "-6.6666666666666667e+399"}, {c.StdDev, "2.0816659994661327e+400"}, {c.Variance, "4.3333333333333333e+800"},
		{c.Histogram[0].Lo, "-3e+400"}, {c.Histogram[0].Hi, "-2.8e+400"}, {c.Histogram[19].Hi, "1e+400"},
	} {
		if text := toJSON(t, x.got); text != `"`+x.want+"\"\n" {
			t.Errorf("%s, want %s", text, x.want)
		}
	}
	for i, b := range c.Histogram {
		if want := map[int]int64{0: 1, 15: 1, 19: 1}[i]; b.Count != want {
			t.Errorf("bucket %d has %d, want %d", i, b.Count, want)
		}
	}
}

// With --exact a further reading tells decimals apart that have one float.
func TestExactQuantilesOfLongDecimals(t *testing.T) {
	rnd := rand.New(rand.NewPCG(8, 9))
	text, values := numberColumn(3001, func() string {
		s := fmt.Sprintf("1.%020d", rnd.Uint64N(1e6))
		if rnd.IntN(8) == 0 {
			s = fmt.Sprintf("%de%d", 1+rnd.IntN(99), 310+rnd.IntN(90))
		}
		return s
	})
	slices.SortFunc(values, (*big.Rat).Cmp)
	c := analyzeText(t, text, func(o *Options) {
		o.Profile.Quantiles, _ = profile.ParseQuantiles("0,10,90,99,100")
		o.Profile.Exact, o.Profile.MaxDistinct, o.ChunkSize = true, 50, 5000
	}).Columns[0]
	for i, rank := range []int{0, 300, 2700, 2970, 3000} {
		if q := c.Quantiles[i]; i > 1 && !sameNumber(q.Value, values[rank].String()) {
			t.Errorf("%s %%: %s, want %s", q.Name, q.Value.Text, values[rank])
		}
	}
	if !*c.QuantilesExact || c.QuantilesError.Text != "0" {
		t.Errorf("exact %v, error %s", *c.QuantilesExact, c.QuantilesError.Text)
	}
}

// Floats near 10^25 are 2^30 or 2^31 apart; what they are written as is rounded
// too.
func TestQuantilesOfRoundedIntegersAreWithinTheirError(t *testing.T) {
	for seed := range uint64(200) {
		rnd := rand.New(rand.NewPCG(seed, 11))
		text, values := numberColumn(8, func() string {
			return fmt.Sprintf("%d%018d", rnd.IntN(9_000_000)+1_000_000, rnd.Int64N(1e18))
		})
		c := analyzeText(t, text, func(o *Options) { o.Profile.MaxDistinct = 5 }).Columns[0]
		got, _ := new(big.Rat).SetString(c.Quantiles[1].Value.Text)
		limit, _ := new(big.Rat).SetString(c.QuantilesError.Text)
		want := medianOf(values)
		if off := new(big.Rat).Sub(got, want); off.Abs(off).Cmp(limit) > 0 || *c.QuantilesExact {
			t.Errorf("seed %d: %s, error %s, want %s", seed, c.Quantiles[1].Value.Text, c.QuantilesError.Text, want)
		}
	}
}

// The true MAD is within the error that is stated.
func TestDeviationIsWithinItsError(t *testing.T) {
	for seed := range uint64(6) {
		rnd := rand.New(rand.NewPCG(seed, 10))
		text, values := numberColumn(20_000+int(seed), func() string {
			return fmt.Sprintf("%.6g", rnd.NormFloat64()*1000+float64(seed)*1e4)
		})
		mad := medianOf(distances(values, medianOf(values)))
		for _, maxDistinct := range []int{100, 50_000} {
			c := analyzeText(t, text, func(o *Options) { o.Profile.MaxDistinct = maxDistinct }).Columns[0]
			got, _ := new(big.Rat).SetString(c.MAD.Text)
			limit, _ := new(big.Rat).SetString(c.MADError.Text)
			if off := got.Sub(got, mad); off.Abs(off).Cmp(limit) > 0 || maxDistinct > 100 && limit.Sign() != 0 {
				t.Errorf("seed %d, %d distinct: MAD %s, error %s, want %s", seed, maxDistinct, c.MAD.Text, c.MADError.Text, mad.FloatString(9))
			}
		}
	}
}

// numberColumn returns a column of n numbers as next writes them, below the
// name v, and the numbers.
func numberColumn(n int, next func() string) (text string, values []*big.Rat) {
	var b strings.Builder
	b.WriteString("v\n")
	for range n {
		s := next()
		v, _ := new(big.Rat).SetString(s)
		values = append(values, v)
		b.WriteString(s + "\n")
	}
	return b.String(), values
}

func medianOf(values []*big.Rat) *big.Rat {
	sorted := slices.SortedFunc(slices.Values(values), (*big.Rat).Cmp)
	sum := new(big.Rat).Add(sorted[(len(sorted)-1)/2], sorted[len(sorted)/2])
	return sum.Quo(sum, big.NewRat(2, 1))
}

func distances(values []*big.Rat, from *big.Rat) (ds []*big.Rat) {
	for _, v := range values {
		d := new(big.Rat).Sub(v, from)
		ds = append(ds, d.Abs(d))
	}
	return ds
}

func TestModeIsTheMostFrequentValue(t *testing.T) {
	for text, want := range map[string]string{
		"b\na\nb\na\nc": "a", "1\n1.0\n1.0": "1.0", "x\ny\nz": "", "5": "", "2024-01-01\n2024-01-01": "2024-01-01",
	} {
		c := analyzeText(t, "v\n"+text+"\n", func(o *Options) { o.Profile.Top, o.Source.Header = 0, source.HeaderYes }).Columns[0]
		if c.Mode.Text != want || c.Mode.Defined != (want != "") || len(c.Top) != 0 {
			t.Errorf("%q: %q, want %q", text, c.Mode.Text, want)
		}
	}
}

// Floats of this century's seconds have no room for nanoseconds.
func TestQuantilesOfFineTimes(t *testing.T) {
	const text = "t\n2024-01-01T00:00:00.000000001Z\n2024-01-01T00:00:00.000000002Z\n2024-01-01T00:00:00.000000004Z\n"
	for _, maxDistinct := range []int{100, 2} {
		c := analyzeText(t, text, func(o *Options) { o.Profile.MaxDistinct, o.Profile.Exact = maxDistinct, true }).Columns[0]
		for i, want := range []string{"02Z", "02Z", "03Z"} { // 1.5 nanoseconds are rounded up
			if got := c.Quantiles[i].Value.Text; !strings.HasSuffix(got, want) || !*c.QuantilesExact {
				t.Errorf("%d distinct: %s, exact %v", maxDistinct, got, *c.QuantilesExact)
			}
		}
	}
	c := analyzeText(t, text, func(o *Options) { o.Profile.MaxDistinct = 2 }).Columns[0]
	if *c.QuantilesExact || c.QuantilesError.Text == "0" {
		t.Errorf("exact %v, error %s", *c.QuantilesExact, c.QuantilesError.Text)
	}
}
