package moments

import (
	"math"
	"slices"

	"fanout/processors/analyze/number"
)

// tens are the powers of ten that fit an int64. The product x·tens[i] fits too
// for -limits[i]-1 <= x <= limits[i], which is every x for i = 0.
var (
	tens   [19]int64
	limits [19]int64
)

func init() {
	ten := int64(1)
	for i := range tens {
		tens[i], limits[i] = ten, (math.MaxInt64-ten+1)/ten
		ten *= 10
	}
}

// align writes the mantissas of d, converted to the scale top, to m.aligned,
// and the values whose mantissas do not fit to m.rest. top must be the largest
// scale in d; the values of that scale always fit. d may be m.rest itself.
func (m *Moments) align(d number.Decimals, top int16) {
	aligned := slices.Grow(m.aligned[:0], len(d.Mant))[:len(d.Mant)]
	n := 0
	m.rest.Reset() // appending never overtakes reading
	scale := d.Scale[:len(d.Mant)]
	for i, x := range d.Mant {
		up := uint(int(top) - int(scale[i]))
		if up < uint(len(tens)) && -limits[up]-1 <= x && x <= limits[up] {
			aligned[n] = x * tens[up]
			n++
			continue
		}
		m.rest.Add(number.Value{Mant: x, Scale: scale[i]})
	}
	m.aligned = aligned[:n]
}
