package analyze

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
)

// randomDecimal writes a number of 1 to 30 digits, often with a point, sometimes
// with an exponent, and returns its value.
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
		for _, most := range []int{10, 100000} {
			c := analyzeText(t, text.String(), func(opt *Options) {
				opt.Header, opt.MaxDistinct, opt.ChunkSize = HeaderYes, most, 500
			}).Columns[0]
			checkMoments(t, fmt.Sprintf("seed %d, %d distinct", seed, most), c, values)
		}
	}
}

func checkMoments(t *testing.T, what string, c Column, values []*big.Rat) {
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
		got  Scalar
		want *big.Rat
	}{{"sum", c.Sum, sum}, {"min", c.Min, lo}, {"max", c.Max, hi}} {
		if got, ok := new(big.Rat).SetString(x.got.Text); !ok || got.Cmp(x.want) != 0 {
			t.Errorf("%s: %s is %s, want %s", what, x.name, x.got.Text, x.want.FloatString(40))
		}
	}
	mean := new(big.Rat).Quo(sum, n)
	rounded := func(r *big.Rat) Scalar {
		f, _ := r.Float64()
		return floatScalar(f)
	}
	if c.Mean != rounded(mean) {
		t.Errorf("%s: mean is %s, want %s", what, c.Mean.Text, rounded(mean).Text)
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
	if c.Variance != rounded(variance) {
		t.Errorf("%s: variance is %s, want %s", what, c.Variance.Text, rounded(variance).Text)
	}
	root := new(big.Float).SetPrec(2000).SetRat(variance)
	f, _ := root.Sqrt(root).Float64()
	if c.StdDev != floatScalar(f) {
		t.Errorf("%s: stddev is %s, want %v", what, c.StdDev.Text, f)
	}
}
