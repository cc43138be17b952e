// Package moments computes exact sums of decimals and of their second to fourth
// powers. From the exact sums it derives sum, mean, variance, skewness and
// kurtosis, each rounded once.
//
// Every value is an integer mantissa at a decimal scale. The mantissas of a
// block are aligned to its largest scale, and its smallest mantissa is
// subtracted from them, so that they are short and not negative. Their powers
// are summed in registers. The binomial theorem then converts the sums of the
// block back, and they are added to wide integers, one set for each scale.
// Longer mantissas are handled by math/big. Floats are used only for the
// results, so that these do not depend on the order of values or of merging.
package moments

import (
	"math/big"

	"fanout/processors/analyze/number"
)

// Moments holds the exact sums of a column's numbers. The zero value is empty
// and ready to use. It takes 0.3 KB and another 0.2 KB for each scale that
// occurs, about 4 MB if a hostile column has all scales. Numbers with more than
// 19 digits take up to 0.6 MB, and the buffers of Add 20 KB.
//
// At most 2^62 values may be added.
type Moments struct {
	scales    map[int16]*sums     // of mantissas that fit an int64, by their scale
	grid      map[int]*[5]big.Int // of longer mantissas, by their scale rounded up to a multiple of gridScales, and long sums of others
	zeros     uint64
	negatives uint64
	min, max  extreme
	long      bool // see Long

	aligned []int64         // buffer of addBlock: mantissas at one scale
	rest    number.Decimals // buffer of addBlock: values that do not fit that scale
}

// gridScales is the number of adjacent scales that share one set of big sums.
// There are then at most 33 sets, and no mantissa grows by more than 511
// digits.
const gridScales = 512

// blockSize is the number of values that Add sums at a time. They fit the
// first-level cache, and the fixed cost of a block (about 0.2 µs) is
// negligible.
const blockSize = 1024

// Add adds the values d.
func (m *Moments) Add(d number.Decimals) {
	for i := 0; i < len(d.Mant); i += blockSize {
		end := min(i+blockSize, len(d.Mant))
		m.addBlock(number.Decimals{Mant: d.Mant[i:end], Scale: d.Scale[i:end]})
	}
}

// addBlock adds the values d, at most blockSize and at least one.
func (m *Moments) addBlock(d number.Decimals) {
	first, differ := d.Scale[0], int16(0)
	for _, s := range d.Scale {
		differ |= s ^ first
	}
	if differ == 0 {
		m.long = m.addMants(d.Mant, first) || m.long
		return
	}
	m.long = m.long || anyLong(d)
	for len(d.Mant) > 0 {
		top := d.Scale[0]
		for _, s := range d.Scale {
			top = max(top, s)
		}
		m.align(d, top)
		m.addMants(m.aligned, top)
		d = m.rest
	}
}

// addMants adds mantissas of the same scale, at most blockSize and at least
// one, and reports whether one of them is long.
func (m *Moments) addMants(mants []int64, scale int16) (long bool) {
	all := surveyOf(mants)
	m.negatives += all.negatives
	m.zeros += all.zeros
	m.extend(number.Value{Mant: all.lo, Scale: scale}, number.Value{Mant: all.hi, Scale: scale})
	s := sumPowers(mants, all.lo, uint64(all.hi)-uint64(all.lo))
	s.shift(all.lo)
	m.at(scale).add(&s)
	return isLong(all.lo, scale) || isLong(all.hi, scale)
}

// at returns the sums for a scale.
func (m *Moments) at(scale int16) *sums {
	s := m.scales[scale]
	if s == nil {
		if m.scales == nil {
			m.scales = map[int16]*sums{}
		}
		s = new(sums)
		m.scales[scale] = s
	}
	return s
}

// atCell is at for a scale of the grid.
func (m *Moments) atCell(cell int) *[5]big.Int {
	s := m.grid[cell]
	if s == nil {
		if m.grid == nil {
			m.grid = map[int]*[5]big.Int{}
		}
		s = new([5]big.Int)
		m.grid[cell] = s
	}
	return s
}

// AddN adds v n times.
func (m *Moments) AddN(v number.Value, n uint64) {
	if n == 0 {
		return
	}
	s := m.at(v.Scale)
	power := wide{n}
	s[0].add(power)
	for k := 1; k <= 4; k++ {
		power = power.times(v.Mant)
		s[k].add(power)
	}
	switch {
	case v.Mant < 0:
		m.negatives += n
	case v.Mant == 0:
		m.zeros += n
	}
	m.extend(v, v)
	m.long = m.long || isLong(v.Mant, v.Scale)
}

// AddBig adds a number of any length n times. Its scale must be within the
// limits of package number.
func (m *Moments) AddBig(d number.Decimal, n uint64) {
	if n == 0 {
		return
	}
	cell := d.Scale + gridScales - 1
	cell -= (cell%gridScales + gridScales) % gridScales
	s := m.atCell(cell)
	mant := d.At(cell)
	power := new(big.Int).SetUint64(n)
	s[0].Add(&s[0], power)
	for k := 1; k <= 4; k++ {
		power.Mul(power, mant)
		s[k].Add(&s[k], power)
	}
	switch mant.Sign() {
	case -1:
		m.negatives += n
	case 0:
		m.zeros += n
	}
	m.min.replaceIfLong(-1, d)
	m.max.replaceIfLong(1, d)
	m.long = true
}

// Merge adds the values of o, which is not changed. The result does not depend
// on the order of merging.
func (m *Moments) Merge(o *Moments) {
	for scale, s := range o.scales {
		m.at(scale).add(s)
	}
	for cell, s := range o.grid {
		sum := m.atCell(cell)
		for k := range sum {
			sum[k].Add(&sum[k], &s[k])
		}
	}
	m.zeros += o.zeros
	m.negatives += o.negatives
	m.long = m.long || o.long
	m.min.merge(-1, o.min)
	m.max.merge(1, o.max)
}
