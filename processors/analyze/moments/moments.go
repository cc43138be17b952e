// Package moments sums decimals and their second to fourth powers exactly, and
// derives sum, mean, variance, skewness and kurtosis from the exact sums, each
// rounded once.
//
// Every value is an integer mantissa at a decimal scale. The mantissas of a
// block are brought to its largest scale, less its smallest mantissa (so that
// they are short and not negative), and their powers summed in registers; the
// sums of the block are then moved back by the binomial theorem and added to
// wide integers, one set for each scale. What does not fit goes through
// math/big. No float takes part before the end, so that neither the order of
// values nor of merging can be seen.
package moments

import (
	"math/big"

	"fanout/processors/analyze/number"
)

// Moments are the exact sums of a column's numbers. The zero value is empty and
// ready. It takes 0.3 KB and another 0.2 KB for each scale that occurs, about 4 MB
// if a hostile column has all of them; up to 0.6 MB come from numbers with more
// than 19 digits, and 20 KB from being used for Add.
//
// At most 2^62 values may be added.
type Moments struct {
	scales    map[int16]*sums     // of mantissas that fit an int64
	grid      map[int]*[5]big.Int // of longer ones, by their scale rounded up to a multiple of gridScales
	zeros     uint64
	negatives uint64
	min, max  extreme

	aligned []int64         // scratch of addBlock: mantissas at one scale
	rest    number.Decimals // scratch of addBlock: values that did not fit that scale
}

// gridScales is how many scales share their big sums: few sums, yet no mantissa
// grows by more than 511 digits. There are at most 33 sets of them.
const gridScales = 512

// blockSize is how many values Add sums at a time: enough to forget what a block
// costs by itself (about 0.2 µs), few enough to stay in the first-level cache.
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
		m.addMants(d.Mant, first)
		return
	}
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

// addMants adds mantissas of one scale, at most blockSize and at least one.
func (m *Moments) addMants(mants []int64, scale int16) {
	all := surveyOf(mants)
	m.negatives += all.negatives
	m.zeros += all.zeros
	m.extend(number.Value{Mant: all.lo, Scale: scale}, number.Value{Mant: all.hi, Scale: scale})
	s := sumPowers(mants, all.lo, uint64(all.hi)-uint64(all.lo))
	s.move(all.lo)
	m.at(scale).add(&s)
}

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
}

// AddBig adds a number of any length n times. Its scale must be one that number gives.
func (m *Moments) AddBig(d number.Decimal, n uint64) {
	if n == 0 {
		return
	}
	cell := d.Scale + gridScales - 1
	cell -= (cell%gridScales + gridScales) % gridScales
	s := m.grid[cell]
	if s == nil {
		if m.grid == nil {
			m.grid = map[int]*[5]big.Int{}
		}
		s = new([5]big.Int)
		m.grid[cell] = s
	}
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
}

// Merge adds what o holds. The result does not depend on the order of merging.
func (m *Moments) Merge(o *Moments) {
	for scale, s := range o.scales {
		m.at(scale).add(s)
	}
	for cell, s := range o.grid {
		if m.grid == nil {
			m.grid = map[int]*[5]big.Int{}
		}
		sum := m.grid[cell]
		if sum == nil {
			sum = new([5]big.Int)
			m.grid[cell] = sum
		}
		for k := range sum {
			sum[k].Add(&sum[k], &s[k])
		}
	}
	m.zeros += o.zeros
	m.negatives += o.negatives
	m.min.merge(-1, o.min)
	m.max.merge(1, o.max)
}

// Reset empties m and keeps its memory.
func (m *Moments) Reset() {
	for _, s := range m.scales {
		*s = sums{}
	}
	clear(m.grid)
	*m = Moments{scales: m.scales, grid: m.grid, aligned: m.aligned, rest: m.rest}
}
