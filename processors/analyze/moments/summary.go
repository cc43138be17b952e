package moments

import (
	"math/big"

	"fanout/processors/analyze/number"
)

// A Stat is a statistic. It is undefined if there are too few values.
type Stat struct {
	Value   float64        // the float nearest to the exact value, ties to even; 0 if not defined
	Beyond  number.Decimal // where no normal float is near: the statistic rounded to StatDigits digits; else Mant is nil
	Defined bool
}

// StatDigits is how many significant digits a statistic has where a float
// cannot hold it: as many as tell floats apart.
const StatDigits = 17

// A Summary holds the statistics of n values x with mean µ and central moments
// m_k = Σ(x-µ)^k / n.
type Summary struct {
	Count     uint64
	Zeros     uint64
	Negatives uint64

	Sum      number.Decimal // exact and reduced; 0 for no values
	Min, Max number.Decimal // exact and reduced; Mant is nil for no values

	Mean     Stat // n >= 1
	Variance Stat // of the sample, n m_2 / (n-1); n >= 2
	StdDev   Stat // square root of the exact variance, rounded once; n >= 2
	Skewness Stat // g_1 = m_3 / m_2^(3/2), of the population, as in scipy and polars; m_2 > 0
	Kurtosis Stat // excess g_2 = m_4 / m_2² - 3, of the population, as in scipy and polars; m_2 > 0
}

// Count returns the number of values added.
func (m *Moments) Count() uint64 {
	n := uint64(0)
	for _, s := range m.scales {
		n += s[0][0]
	}
	for _, s := range m.grid {
		n += s[0].Uint64()
	}
	return n
}

// totals returns the sums of the powers 0 to 4. The sum of the k-th powers has
// the scale k·scale.
func (m *Moments) totals() (p [5]*big.Int, scale int) {
	first := true
	widen := func(s int) {
		if first || s > scale {
			scale = s
		}
		first = false
	}
	for s, sum := range m.scales {
		if !sum[0].isZero() {
			widen(int(s))
		}
	}
	for s := range m.grid {
		widen(s)
	}
	for k := range p {
		p[k] = new(big.Int)
	}
	add := func(s int, sum func(k int) *big.Int) {
		step, up := number.Pow10(scale-s), big.NewInt(1)
		for k := range p {
			p[k].Add(p[k], new(big.Int).Mul(sum(k), up))
			up.Mul(up, step)
		}
	}
	for s, sum := range m.scales {
		if !sum[0].isZero() {
			add(int(s), func(k int) *big.Int { return sum[k].big() })
		}
	}
	for s, sum := range m.grid {
		add(s, func(k int) *big.Int { return &sum[k] })
	}
	return p, scale
}

// Summary computes the statistics. It takes microseconds, or milliseconds if
// numbers have thousands of digits.
func (m *Moments) Summary() Summary {
	p, scale := m.totals()
	n := p[0]
	s := Summary{
		Count:     n.Uint64(),
		Zeros:     m.zeros,
		Negatives: m.negatives,
		Sum:       number.Decimal{Mant: p[1], Scale: scale}.Reduce(),
	}
	if s.Count == 0 {
		return s
	}
	s.Min, s.Max = m.min.decimal().Reduce(), m.max.decimal().Reduce()
	s.Mean = stat(p[1], n, scale, 1)
	if s.Count < 2 {
		return s
	}

	// a_k = n^k m_k is an integer (at scale k·scale):
	// a_2 = n P2 - P1²
	// a_3 = n² P3 - 3 n P1 P2 + 2 P1³
	// a_4 = n³ P4 - 4 n² P1 P3 + 6 n P1² P2 - 3 P1^4
	n2 := product(n, n)
	p11 := product(p[1], p[1])
	a2 := sum(product(n, p[2]), times(-1, p11))
	a3 := sum(product(n2, p[3]), times(-3, n, p[1], p[2]), times(2, p11, p[1]))
	a4 := sum(product(n2, n, p[4]), times(-4, n2, p[1], p[3]), times(6, n, p11, p[2]), times(-3, p11, p11))

	spread := product(n, new(big.Int).Sub(n, big.NewInt(1))) // n (n-1)
	s.Variance = stat(a2, spread, 2*scale, 1)
	s.StdDev = stat(a2, spread, 2*scale, 2)
	if a2.Sign() == 0 {
		return s
	}
	// g_1² = a_3² / a_2³ and g_2 = (a_4 - 3 a_2²) / a_2²: powers of n and the
	// scale cancel out.
	a33 := product(a3, a3)
	if a3.Sign() < 0 {
		a33.Neg(a33)
	}
	s.Skewness = stat(a33, product(a2, a2, a2), 0, 2)
	a22 := product(a2, a2)
	s.Kurtosis = stat(sum(a4, times(-3, a22)), a22, 0, 1)
	return s
}

// product returns the product of the factors.
func product(factors ...*big.Int) *big.Int {
	p := big.NewInt(1)
	for _, f := range factors {
		p.Mul(p, f)
	}
	return p
}

// times returns c times the product of the factors.
func times(c int64, factors ...*big.Int) *big.Int {
	p := product(factors...)
	return p.Mul(p, big.NewInt(c))
}

// sum returns the sum of the terms.
func sum(terms ...*big.Int) *big.Int {
	s := new(big.Int)
	for _, t := range terms {
		s.Add(s, t)
	}
	return s
}
