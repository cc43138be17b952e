package sketch

import (
	"math"
	"math/bits"

	"fanout/internal/wire"
)

// Append appends the counts of all bins. Equal values have equal bytes, in
// whatever order they were added and merged.
func (q *Quantiles) Append(b []byte) []byte {
	bins := q.bins()
	b = wire.AppendUint(b, uint64(len(bins)))
	if len(bins) == 0 {
		return b
	}
	b = wire.AppendFloat(b, numberOf(q.lo))
	b = wire.AppendFloat(b, numberOf(q.hi))
	b = wire.AppendUint(b, q.differing)
	b = wire.AppendUint(b, uint64(q.shift))
	last := bin{key: q.lo >> q.shift} // of the first one
	for _, x := range bins {
		b = wire.AppendUint(b, x.key-last.key)
		b = wire.AppendUint(b, x.count-last.count)
		last = x
	}
	return b
}

// maxShift is how many bits keys lose at most: with fewer left, there are no
// more bins than may always be.
var maxShift = uint64(64 - bits.Len(minBins-1))

// DecodeQuantiles reads what Append of Quantiles with that many bins has
// written. It is never nil. The bins are in order; there is no table of them
// until one is needed.
func DecodeQuantiles(d *wire.Decoder, maxBins int) *Quantiles {
	q := NewQuantiles(maxBins)
	n := d.Len(2)
	if n == 0 {
		return q
	}
	lo, hi, differing, shift := d.Float(), d.Float(), d.Uint(), d.Uint()
	if n > q.maxBins || shift > maxShift || !(-math.MaxFloat64 <= lo && lo <= hi && hi <= math.MaxFloat64) {
		d.Fail("bins are out of range")
		return q
	}
	q.late = true
	q.lo, q.hi, q.reference = ordinalOf(lo), ordinalOf(hi), ordinalOf(lo)
	q.differing, q.shift = differing, uint(shift)
	key, common := q.lo>>q.shift, ^differing
	q.sorted = make([]bin, 0, n)
	for i := range n {
		step, count := d.Uint(), d.Count()
		key += step
		q.n += count
		isNext := (step == 0) == (i == 0) && key >= step
		if !isNext || key > q.hi>>q.shift || count == 0 || q.n > wire.MaxCount || (key<<q.shift^q.lo)&common&^q.dropped() != 0 {
			d.Fail("bins are not in order")
			return NewQuantiles(maxBins)
		}
		q.sorted = append(q.sorted, bin{key, q.n})
	}
	if key != q.hi>>q.shift || (q.lo^q.hi)&common != 0 {
		d.Fail("bins end at another value than the highest")
	}
	return q
}

// Range returns the smallest and the largest value. There must be one.
func (q *Quantiles) Range() (lo, hi float64) { return numberOf(q.lo), numberOf(q.hi) }
