package moments

import (
	"encoding/binary"
	"math"
	"math/big"

	"fanout/internal/wire"
	"fanout/processors/analyze/number"
)

// Append appends the sums, of at least one value. Equal values give equal
// bytes: the sums are those at the largest scale of all values, as at which
// scale a value was added depends on the values that were added with it.
func (m *Moments) Append(b []byte) []byte {
	p, scale := m.totals()
	b = wire.AppendInt(b, int64(scale))
	b = wire.AppendUint(b, p[0].Uint64())
	for _, sum := range p[1:] {
		b = number.AppendInteger(b, sum)
	}
	b = wire.AppendUint(b, m.zeros)
	b = wire.AppendUint(b, m.negatives)
	b = wire.AppendBool(b, m.long)
	return m.max.decimal().Append(m.min.decimal().Append(b))
}

// Decode reads what Append has written. It is never nil.
func Decode(d *wire.Decoder) *Moments {
	scale := d.Int()
	if scale < -number.MaxScale || scale > number.MaxScale {
		d.Fail("sums have the scale %d", scale)
		return &Moments{}
	}
	var p [5]*big.Int
	p[0] = new(big.Int).SetUint64(d.Count())
	for k := 1; k < len(p); k++ {
		p[k] = number.DecodeInteger(d, maxSumBits(int(scale), k))
	}
	m := &Moments{zeros: d.Count(), negatives: d.Count(), long: d.Bool()}
	m.min, m.max = extremeOf(number.DecodeDecimal(d)), extremeOf(number.DecodeDecimal(d))
	switch n := p[0].Uint64(); {
	case n == 0:
		d.Fail("sums of nothing")
	case m.zeros+m.negatives > n, p[2].Sign() < 0, p[4].Sign() < 0, m.max.decimal().Cmp(m.min.decimal()) < 0:
		d.Fail("sums that contradict each other")
	}
	if d.Err() == nil {
		m.addTotals(&p, int(scale))
	}
	return m
}

// maxSumBits returns how many bits a sum of k-th powers of mantissas has at
// most.
func maxSumBits(scale, k int) int {
	const bitsPerDigit = 3.33
	return k*int(math.Ceil(float64(scale+number.MaxScale+2)*bitsPerDigit)) + 64
}

// extremeOf returns the extreme d.
func extremeOf(d number.Decimal) extreme {
	if v, ok := d.Value(); ok {
		return extreme{any: true, v: v}
	}
	return extreme{any: true, long: d}
}

// addTotals adds sums of powers at one scale.
func (m *Moments) addTotals(p *[5]*big.Int, scale int) {
	if s, ok := sumsOf(p); ok {
		m.at(int16(scale)).add(&s)
		return
	}
	sums := m.atCell(scale)
	for k := range p {
		sums[k].Add(&sums[k], p[k])
	}
}

// sumsOf returns the sums as wide integers; ok is false if they are more than
// those of mantissas that fit an int64, of which many thousands can be added.
func sumsOf(p *[5]*big.Int) (s sums, ok bool) {
	for k, x := range p {
		if x.BitLen() > 48+63*k {
			return sums{}, false
		}
		s[k] = wideOf(x)
	}
	return s, true
}

// wideOf is the inverse of wide.big, for x of less than 320 bits.
func wideOf(x *big.Int) (w wide) {
	var b [8 * len(w)]byte
	x.FillBytes(b[:])
	for i := range w {
		w[i] = binary.BigEndian.Uint64(b[8*(len(w)-1-i):])
	}
	if x.Sign() < 0 {
		var negative wide
		negative.sub(w)
		return negative
	}
	return w
}
