package moments

import (
	"math"
	"slices"

	"fanout/processors/analyze/number"
)

// tens holds the powers of ten that an int64 holds. x may be multiplied by tens[i] if
// -limits[i]-1 <= x <= limits[i], which for tens[0] is every x.
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

// align writes the mantissas of d at the scale top, which none of d's exceeds, to
// m.aligned, and the values that do not fit to m.rest. At least those of scale top
// fit. d may be m.rest itself.
func (m *Moments) align(d number.Decimals, top int16) {
	aligned := slices.Grow(m.aligned[:0], len(d.Mant))[:len(d.Mant)]
	n := 0
	m.rest.Reset() // what is appended never overtakes what is read
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
