package moments

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"fanout/processors/analyze/number"
)

// describe returns all of a summary as text.
func describe(s Summary) string {
	lo, hi := "none", "none"
	if s.Min.Mant != nil {
		lo, hi = s.Min.String(), s.Max.String()
	}
	return fmt.Sprintf("%d values, %d zero, %d negative, sum %v (scale %d), %s to %s, mean %v, variance %v, stddev %v, skewness %v, kurtosis %v",
		s.Count, s.Zeros, s.Negatives, s.Sum, s.Sum.Scale, lo, hi, s.Mean, s.Variance, s.StdDev, s.Skewness, s.Kurtosis)
}

// addFields adds fields as analyze does: what fits an int64 in batches, the
// rest one by one.
func addFields(m *Moments, texts []string) {
	p := number.Plain
	var d number.Decimals
	for _, t := range texts {
		v, class := p.Parse([]byte(t))
		switch class {
		case number.Int, number.Float:
			d.Add(v)
		case number.BigInt, number.BigFloat:
			m.AddBig(number.Big([]byte(t)), 1)
		default:
			panic(t)
		}
	}
	m.Add(d)
}

// textbook computes a summary by the textbook formulas, in fractions and two
// passes.
func textbook(texts []string) Summary {
	var s Summary
	var xs []*big.Rat
	total := new(big.Rat)
	for _, t := range texts {
		x, ok := new(big.Rat).SetString(t)
		if !ok {
			panic(t)
		}
		xs = append(xs, x)
		total.Add(total, x)
		switch x.Sign() {
		case 0:
			s.Zeros++
		case -1:
			s.Negatives++
		}
		d := number.Big([]byte(t))
		if s.Min.Mant == nil || d.Cmp(s.Min) < 0 {
			s.Min = d.Reduce()
		}
		if s.Max.Mant == nil || d.Cmp(s.Max) > 0 {
			s.Max = d.Reduce()
		}
	}
	n := len(texts)
	s.Count = uint64(n)
	s.Sum = decimal(total)
	if n == 0 {
		return s
	}
	ratN := big.NewRat(int64(n), 1)
	mean := new(big.Rat).Quo(total, ratN)
	s.Mean = ratStat(mean)
	if n == 1 {
		return s
	}
	central := centralSums(xs, mean)
	variance := new(big.Rat).Quo(central[2], big.NewRat(int64(n-1), 1))
	s.Variance = ratStat(variance)
	s.StdDev = rootStat(variance)
	for k := range central {
		if central[k] != nil {
			central[k].Quo(central[k], ratN)
		}
	}
	if central[2].Sign() == 0 {
		return s
	}
	m2 := central[2]
	square := new(big.Rat).Mul(central[3], central[3])
	for range 3 {
		square.Quo(square, m2)
	}
	s.Skewness = rootStat(square)
	if central[3].Sign() < 0 {
		s.Skewness.Value = -s.Skewness.Value
	}
	k := new(big.Rat).Quo(central[4], m2)
	k.Quo(k, m2)
	s.Kurtosis = ratStat(k.Sub(k, big.NewRat(3, 1)))
	return s
}

// centralSums returns the sums of the k-th powers of x - mean, for k from 2 to
// 4.
func centralSums(xs []*big.Rat, mean *big.Rat) (central [5]*big.Rat) {
	for k := 2; k <= 4; k++ {
		central[k] = new(big.Rat)
		for _, x := range xs {
			d := new(big.Rat).Sub(x, mean)
			p := big.NewRat(1, 1)
			for range k {
				p.Mul(p, d)
			}
			central[k].Add(central[k], p)
		}
	}
	return central
}

func ratStat(r *big.Rat) Stat {
	return floatStat(new(big.Float).SetPrec(4000).SetRat(r))
}

// floatStat rounds once: to a float, or where there is none to StatDigits
// digits.
func floatStat(f *big.Float) Stat {
	x, _ := f.Float64()
	if a := math.Abs(x); f.Sign() != 0 && (a < minNormal || math.IsInf(a, 0)) {
		return Stat{x, number.Big([]byte(f.Text('e', StatDigits-1))).Reduce(), true}
	}
	return Stat{Value: x, Defined: true}
}

// rootStat has 4000 bits to decide how a root rounds.
func rootStat(r *big.Rat) Stat {
	f := new(big.Float).SetPrec(4000).SetRat(r)
	return floatStat(f.Sqrt(f))
}

// decimal turns a fraction whose denominator divides a power of ten into a
// decimal.
func decimal(r *big.Rat) number.Decimal {
	for scale := 0; ; scale += 64 {
		p := new(big.Rat).Mul(r, new(big.Rat).SetInt(number.Pow10(scale)))
		if p.IsInt() {
			return number.Decimal{Mant: p.Num(), Scale: scale}.Reduce()
		}
	}
}

func TestTenTenthsAreOne(t *testing.T) {
	var m Moments
	for range 10 {
		addFields(&m, []string{"0.1"})
	}
	if s := m.Summary(); s.Sum.String() != "1" || s.Mean.Value != 0.1 || s.Variance != (Stat{Defined: true}) || s.Skewness.Defined {
		t.Error(describe(s))
	}
}

func TestUndefinedStatistics(t *testing.T) {
	for _, c := range []struct {
		texts                              []string
		mean, variance, skewness, kurtosis bool
	}{
		{nil, false, false, false, false},
		{[]string{"5"}, true, false, false, false},
		{[]string{"5", "5.0"}, true, true, false, false},
		{[]string{"5", "6"}, true, true, true, true},
		{[]string{"1e400", "3e400"}, true, true, true, true},
	} {
		var m Moments
		addFields(&m, c.texts)
		s := m.Summary()
		if s.Mean.Defined != c.mean || s.Variance.Defined != c.variance || s.StdDev.Defined != c.variance || s.Skewness.Defined != c.skewness || s.Kurtosis.Defined != c.kurtosis {
			t.Errorf("%q: %s", c.texts, describe(s))
		}
	}
}

// What floats cannot hold has 17 digits: neither infinite nor undefined.
func TestStatisticsBeyondFloats(t *testing.T) {
	for _, c := range []struct{ texts, mean, variance, stddev string }{
		{"1e400 2e400 2e400", "1.6666666666666667e+400", "3.3333333333333333e+799", "5.7735026918962576e+399"},
		{"-1e400 -3e400", "-2e+400", "2e+800", "1.4142135623730950e+400"},
		{"1e300 3e300", "", "2e+600", ""},
		{"1e-320 3e-320", "2e-320", "2e-640", "1.4142135623730950e-320"},
	} {
		var m Moments
		addFields(&m, strings.Fields(c.texts))
		s := m.Summary()
		for _, x := range []struct {
			got  Stat
			want string
		}{{s.Mean, c.mean}, {s.Variance, c.variance}, {s.StdDev, c.stddev}} {
			if (x.got.Beyond.Mant == nil) != (x.want == "") || x.want != "" && x.got.Beyond.Cmp(number.Big([]byte(x.want))) != 0 {
				t.Errorf("%s: %v, want %s", c.texts, x.got, x.want)
			}
		}
	}
}

func TestKnownMoments(t *testing.T) {
	var m Moments
	addFields(&m, []string{"2", "8", "0", "4", "1", "9", "9", "0"}) // the example of scipy.stats.kurtosis and skew
	s := m.Summary()
	if s.Skewness.Value != 0.2650554122698573 {
		t.Error("skewness", s.Skewness)
	}
	addFields(&m, []string{"-1e30", "1e-30"})
	if s := m.Summary(); s.Sum.String() != "-999999999999999999999999999966.999999999999999999999999999999" || s.Negatives != 1 || s.Zeros != 2 {
		t.Error(describe(s))
	}
}

// kinds are columns of all sorts.
var kinds = map[string]func(rng *rand.Rand) string{
	"small":  func(rng *rand.Rand) string { return strconv.Itoa(rng.IntN(100)) },
	"ids":    func(rng *rand.Rand) string { return strconv.Itoa(1e9 + rng.IntN(1e6)) },
	"signed": func(rng *rand.Rand) string { return strconv.Itoa(rng.IntN(1<<33) - 1<<32) },
	"extreme": func(rng *rand.Rand) string {
		return []string{"9223372036854775807", "-9223372036854775808", "0", "-1"}[rng.IntN(4)]
	},
	"prices": func(rng *rand.Rand) string { return strconv.FormatFloat(rng.Float64()*100, 'f', 2, 64) },
	"ragged": func(rng *rand.Rand) string { return strconv.FormatFloat(rng.NormFloat64()*100, 'f', rng.IntN(6), 64) },
	"floats": func(rng *rand.Rand) string { return strconv.FormatFloat(rng.NormFloat64(), 'g', -1, 64) },
	"any": func(rng *rand.Rand) string {
		return strconv.FormatFloat(math.Float64frombits(rng.Uint64()&^(1<<62)), 'g', -1, 64)
	},
	"exponent": func(rng *rand.Rand) string { return fmt.Sprintf("%de%d", rng.IntN(2000)-1000, rng.IntN(80)-40) },
	"long": func(rng *rand.Rand) string {
		return fmt.Sprintf("%d%018d%d.%09d", 1+rng.IntN(9), rng.IntN(1e18), rng.IntN(1e9), rng.IntN(1e9))
	},
	"30 digits": func(rng *rand.Rand) string {
		b := []byte{byte('1' + rng.IntN(9))}
		for range rng.IntN(30) {
			b = append(b, byte('0'+rng.IntN(10)))
		}
		if at := rng.IntN(len(b)); at > 0 {
			b = append(b[:at], append([]byte{'.'}, b[at:]...)...)
		}
		return fmt.Sprintf("%se%d", b, rng.IntN(41)-20)
	},
	"constant": func(*rand.Rand) string { return "-7.25" },
	"mixed": func(rng *rand.Rand) string {
		return []string{"0", "-0.0", "1e300", "123456789012345678901234567890", "0.5", "-3", "1e-300", "5.000"}[rng.IntN(8)]
	},
}

func TestSummaryEqualsTheTextbook(t *testing.T) {
	for name, make := range kinds {
		rng := rand.New(rand.NewPCG(1, 2))
		for range 12 {
			texts := texts(rng, 1+rng.IntN(40), make)
			var m Moments
			addFields(&m, texts)
			if got, want := describe(m.Summary()), describe(textbook(texts)); got != want {
				t.Fatalf("%s %q:\n%s, want\n%s", name, texts, got, want)
			}
			if m.Count() != uint64(len(texts)) {
				t.Fatalf("%s: count %d", name, m.Count())
			}
		}
	}
}

func texts(rng *rand.Rand, n int, make func(*rand.Rand) string) []string {
	var ts []string
	for range n {
		ts = append(ts, make(rng))
	}
	return ts
}

func TestSummaryDoesNotDependOnThePartition(t *testing.T) {
	for name, make := range kinds {
		rng := rand.New(rand.NewPCG(3, 4))
		all := texts(rng, 3*blockSize, make)
		var whole Moments
		addFields(&whole, all)
		want := describe(whole.Summary())
		for range 4 {
			rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			parts := [5]Moments{}
			for left := all; len(left) > 0; {
				n := min(len(left), 1+rng.IntN(2*blockSize))
				addFields(&parts[rng.IntN(len(parts))], left[:n])
				left = left[n:]
			}
			var merged Moments
			for _, i := range rng.Perm(len(parts)) {
				merged.Merge(&parts[i])
			}
			if got := describe(merged.Summary()); got != want {
				t.Fatalf("%s:\n%s, want\n%s", name, got, want)
			}
		}
	}
}

func TestAddNEqualsAddingOneByOne(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	p := number.Plain
	for name, make := range kinds {
		var one, many Moments
		for range 20 {
			text, n := make(rng), rng.IntN(50)
			for range n {
				addFields(&one, []string{text})
			}
			if v, class := p.Parse([]byte(text)); class <= number.Float {
				many.AddN(v, uint64(n))
			} else {
				many.AddBig(number.Big([]byte(text)), uint64(n))
			}
		}
		if got, want := describe(many.Summary()), describe(one.Summary()); got != want {
			t.Errorf("%s:\n%s, want\n%s", name, got, want)
		}
	}
}

// 2^62 values of the largest mantissa are the most that the sums must hold.
func TestSumsHoldTheLargestCounts(t *testing.T) {
	var m Moments
	m.AddN(number.Value{Mant: math.MinInt64}, 1<<61)
	m.AddN(number.Value{Mant: math.MaxInt64}, 1<<61)
	s := m.Summary()
	if s.Sum.String() != "-2305843009213693952" || s.StdDev.Value != 9223372036854775807.5 || s.Kurtosis.Value != -2 {
		t.Error(describe(s))
	}
}

func TestAddAllocatesNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	p := number.Plain
	var d number.Decimals
	for _, f := range texts(rng, 2*blockSize, kinds["ragged"]) {
		v, _ := p.Parse([]byte(f))
		d.Add(v)
	}
	var m Moments
	m.Add(d)
	if n := testing.AllocsPerRun(10, func() { m.Add(d) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkAdd(b *testing.B) {
	for _, name := range []string{"small", "ids", "signed", "prices", "ragged", "floats", "exponent"} {
		b.Run(name, func(b *testing.B) {
			rng := rand.New(rand.NewPCG(9, 10))
			p := number.Plain
			var d number.Decimals
			for _, f := range texts(rng, 8*blockSize, kinds[name]) {
				v, _ := p.Parse([]byte(f))
				d.Add(v)
			}
			var m Moments
			b.SetBytes(int64(8 * len(d.Mant)))
			for b.Loop() {
				m.Add(d)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(d.Mant)), "ns/value")
		})
	}
}

func BenchmarkSummary(b *testing.B) {
	rng := rand.New(rand.NewPCG(9, 10))
	var m Moments
	addFields(&m, texts(rng, blockSize, kinds["ragged"]))
	for b.Loop() {
		m.Summary()
	}
}
