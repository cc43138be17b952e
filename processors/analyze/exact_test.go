package analyze

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fanout/processors/analyze/profile"
	"fanout/processors/analyze/source"
)

// randomDecimal writes a number of 1 to 30 digits, often with a point,
// sometimes with an exponent, and returns its value.
func randomDecimal(rnd *rand.Rand) (string, *big.Rat) {
	var b strings.Builder
	if rnd.IntN(2) == 0 {
		b.WriteByte('-')
	}
	digits, point := 1+rnd.IntN(30), -1
	if rnd.IntN(3) > 0 {
		point = 1 + rnd.IntN(digits)
	}
	for i := range digits {
		if i == point {
			b.WriteByte('.')
		}
		d := rnd.IntN(10)
		if i == 0 && point != 1 && digits > 1 {
			d = 1 + rnd.IntN(9) // no leading zero
		}
		b.WriteByte('0' + byte(d))
	}
	if rnd.IntN(4) == 0 {
		fmt.Fprintf(&b, "e%d", rnd.IntN(41)-20)
	}
	v, ok := new(big.Rat).SetString(b.String())
	if !ok {
		panic(b.String())
	}
	return b.String(), v
}

// The figures of random decimals are those of exact fractions, rounded once.
func TestDecimalsAreSummedExactly(t *testing.T) {
	for seed := range uint64(40) {
		rnd := rand.New(rand.NewPCG(seed, 3))
		n := 1 + rnd.IntN(1000)
		var text strings.Builder
		text.WriteString("v\n")
		var values []*big.Rat
		for range n {
			s, v := randomDecimal(rnd)
			values = append(values, v)
			text.WriteString(s + "\n")
		}
		for _, maxDistinct := range []int{10, 100000} {
			c := analyzeText(t, text.String(), func(opt *Options) {
				opt.Source.Header, opt.Profile.MaxDistinct, opt.ChunkSize = source.HeaderYes, maxDistinct, 500
			}).Columns[0]
			checkMoments(t, fmt.Sprintf("seed %d, %d distinct", seed, maxDistinct), c, values)
		}
	}
}

func checkMoments(t *testing.T, what string, c profile.Column, values []*big.Rat) {
	t.Helper()
	n := new(big.Rat).SetInt64(int64(len(values)))
	sum, lo, hi := new(big.Rat), values[0], values[0]
	for _, v := range values {
		sum.Add(sum, v)
		if v.Cmp(lo) < 0 {
			lo = v
		}
		if v.Cmp(hi) > 0 {
			hi = v
		}
	}
	for _, x := range []struct {
		name string
		got  profile.Scalar
		want *big.Rat
	}{{"sum", c.Sum, sum}, {"min", c.Min, lo}, {"max", c.Max, hi}} {
		if got, ok := new(big.Rat).SetString(x.got.Text); !ok || got.Cmp(x.want) != 0 {
			t.Errorf("%s: %s is %s, want %s", what, x.name, x.got.Text, x.want.FloatString(40))
		}
	}
	mean := new(big.Rat).Quo(sum, n)
	rounded := func(r *big.Rat) string {
		f, _ := r.Float64()
		return floatText(f)
	}
	if c.Mean.Text != rounded(mean) {
		t.Errorf("%s: mean is %s, want %s", what, c.Mean.Text, rounded(mean))
	}
	if len(values) < 2 {
		if c.Variance.Defined || c.StdDev.Defined {
			t.Errorf("%s: variance %v of one value", what, c.Variance)
		}
		return
	}
	squares := new(big.Rat)
	for _, v := range values {
		d := new(big.Rat).Sub(v, mean)
		squares.Add(squares, d.Mul(d, d))
	}
	variance := squares.Quo(squares, n.Sub(n, big.NewRat(1, 1)))
	if c.Variance.Text != rounded(variance) {
		t.Errorf("%s: variance is %s, want %s", what, c.Variance.Text, rounded(variance))
	}
	root := new(big.Float).SetPrec(2000).SetRat(variance)
	f, _ := root.Sqrt(root).Float64()
	if c.StdDev.Text != floatText(f) {
		t.Errorf("%s: stddev is %s, want %v", what, c.StdDev.Text, f)
	}
}

// Quantiles are within the stated error, and exact with Exact.
func TestQuantilesAreWithinTheirErrorAndExactOnRequest(t *testing.T) {
	const n = 60_000
	for name, draw := range map[string]func(*rand.Rand, int) float64{
		"normal":      func(r *rand.Rand, _ int) float64 { return r.NormFloat64() },
		"long tail":   func(r *rand.Rand, _ int) float64 { return math.Exp(10 * r.NormFloat64()) },
		"ids":         func(_ *rand.Rand, i int) float64 { return float64(1_000_000_000 + 7*i) },
		"epochs":      func(r *rand.Rand, _ int) float64 { return float64(1_700_000_000 + r.IntN(30_000_000)) },
		"one outlier": func(r *rand.Rand, i int) float64 { return r.Float64() + 1e300*float64(i/(n-1)) },
		"two values":  func(r *rand.Rand, _ int) float64 { return float64(r.IntN(2)) },
	} {
		t.Run(name, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(1, 4))
			var text strings.Builder
			text.WriteString("v\n")
			values := make([]float64, n)
			for i := range values {
				values[i] = draw(rnd, i)
				text.WriteString(strconv.FormatFloat(values[i], 'g', -1, 64) + "\n")
			}
			slices.Sort(values)
			file := tempFile(t, text.String())
			for _, exact := range []bool{false, true} {
				opt := defaults(file)
				opt.Profile.Quantiles, _ = profile.ParseQuantiles("0,1,25,50,75,99,99.9,100")
				opt.Profile.MaxDistinct, opt.Profile.Exact = 1000, exact
				r := start(t, opt, 3)
				if r.err != nil || len(r.reports) != 1 {
					t.Fatal(r.err)
				}
				c := r.reports[0].Columns[0]
				bound, _ := strconv.ParseFloat(c.QuantilesError.Text, 64)
				if exact && (bound != 0 || !*c.QuantilesExact) {
					t.Errorf("error %v", bound)
				}
				for i, q := range opt.Profile.Quantiles {
					got, _ := strconv.ParseFloat(c.Quantiles[i].Value.Text, 64)
					if want := quantileOf(values, q); math.Abs(got-want) > bound {
						t.Errorf("exact %v, %s %%: %v, want %v within %v", exact, q.Name, got, want, bound)
					}
				}
			}
		})
	}
}

// quantileOf returns a quantile of sorted values, type 7.
func quantileOf(values []float64, q profile.Quantile) float64 {
	h := new(big.Rat).SetFrac64(int64(len(values)-1)*int64(q.Num), int64(q.Den))
	whole := new(big.Int).Quo(h.Num(), h.Denom())
	i := whole.Int64()
	h.Sub(h, new(big.Rat).SetInt(whole))
	lo, _ := new(big.Rat).SetString(floatText(values[i]))
	hi, _ := new(big.Rat).SetString(floatText(values[min(int(i)+1, len(values)-1)]))
	f, _ := lo.Add(lo, hi.Sub(hi, lo).Mul(hi, h)).Float64()
	return f
}

func TestExactQuantilesOfTimesAndSeveralFiles(t *testing.T) {
	var paths []string
	var all []string
	rnd := rand.New(rand.NewPCG(2, 4))
	for range 3 {
		var b strings.Builder
		b.WriteString("when,x\n")
		for range 20_000 {
			s := fmt.Sprintf("2024-%02d-%02dT%02d:%02d:%02d", 1+rnd.IntN(12), 1+rnd.IntN(28), rnd.IntN(24), rnd.IntN(60), rnd.IntN(60))
			all = append(all, s)
			fmt.Fprintf(&b, "%s,%d\n", s, rnd.IntN(1e9))
		}
		paths = append(paths, tempFile(t, b.String()), compressedFile(t, b.String()))
		all = append(all, all[len(all)-20_000:]...)
	}
	slices.Sort(all)
	opt := defaults(paths...)
	opt.Profile.Quantiles, _ = profile.ParseQuantiles("0,100")
	opt.Profile.Exact, opt.Profile.MaxDistinct = true, 100
	got := start(t, opt, 2).reports[0].Columns[0].Quantiles
	if got[0].Value.Text != all[0] || got[1].Value.Text != all[len(all)-1] {
		t.Errorf("%v, want %s and %s", got, all[0], all[len(all)-1])
	}
	opt.Profile.Quantiles = []profile.Quantile{{Name: "x", Num: 40_000, Den: uint64(len(all) - 1)}}
	if got := start(t, opt, 7).reports[0].Columns[0].Quantiles[0].Value.Text; got != all[40_000] {
		t.Errorf("%s, want %s", got, all[40_000])
	}
}

// A further reading finds the same faults again, and they are reported once.
func TestExactQuantilesReportFaultsOnce(t *testing.T) {
	var b strings.Builder
	b.WriteString("v,w\n")
	rnd := rand.New(rand.NewPCG(3, 4))
	for i := range 30_000 {
		fmt.Fprintf(&b, "%v,x\n", rnd.NormFloat64())
		if i%10_000 == 0 {
			b.WriteString("short\n")
		}
	}
	b.WriteString("1,\"open")
	a, c := tempFile(t, b.String()), tempFile(t, b.String())
	for _, perFile := range []bool{false, true} {
		opt := defaults(a, c)
		opt.Profile.Exact, opt.Profile.MaxDistinct, opt.PerFile, opt.BadRows = true, 100, perFile, Skip
		r := start(t, opt, 3)
		if r.err != nil || len(r.bad) != 8 || len(r.warned) != 2 || len(r.records) != 2 {
			t.Errorf("per file %v: %v, %d bad rows, %d warnings, %d records", perFile, r.err, len(r.bad), len(r.warned), len(r.records))
		}
		for _, rep := range r.reports {
			if !*rep.Columns[0].QuantilesExact {
				t.Errorf("quantiles of %q are not exact", rep.Files)
			}
		}
		if r.runs < 2*len(r.reports) {
			t.Errorf("%d runs: there was no further reading", r.runs)
		}
	}
}
