package moments

import (
	"math"
	"math/bits"
	"slices"

	"fanout/processors/analyze/number"
)

// A survey is what has to be known of a block's mantissas before they are summed.
type survey struct {
	lo, hi           int64 // smallest and largest
	negatives, zeros uint64
}

// surveyOf looks at mantissas, at most blockSize and at least one.
func surveyOf(mants []int64) survey {
	s, n := surveyMany(mants)
	if n == 0 {
		s = survey{lo: mants[0], hi: mants[0]}
	}
	s.addRef(mants[n:])
	return s
}

func (s *survey) addRef(mants []int64) {
	for _, x := range mants {
		s.lo, s.hi = min(s.lo, x), max(s.hi, x)
		s.negatives += uint64(x) >> 63
	}
	if s.lo <= 0 && 0 <= s.hi {
		for _, x := range mants {
			s.zeros += uint64(^(x | -x)) >> 63
		}
	}
}

// sumPowers returns the sums of the powers of d = x - lo for each of mants, at most
// blockSize = 2^10. span is the largest d.
func sumPowers(mants []int64, lo int64, span uint64) sums {
	if span >= 1<<26 {
		return sumPowersRef(mants, lo, span)
	}
	s, n := sumPowersMany(mants, lo)
	if n < len(mants) {
		rest := sumPowersRef(mants[n:], lo, span)
		s.add(&rest)
	}
	return s
}

// sumPowersRef is the definition of sumPowers.
func sumPowersRef(mants []int64, lo int64, span uint64) sums {
	switch {
	case span < 1<<13:
		return sumPowers13(mants, lo)
	case span < 1<<32:
		return sumPowers32(mants, lo)
	default:
		return sumPowers64(mants, lo)
	}
}

// sumPowers13 takes d < 2^13: Σd^4 < 2^62.
func sumPowers13(mants []int64, lo int64) sums {
	var a1, a2, a3, a4 uint64
	for _, x := range mants {
		d := uint64(x) - uint64(lo)
		d2 := d * d
		a1 += d
		a2 += d2
		a3 += d2 * d
		a4 += d2 * d2
	}
	return sums{{uint64(len(mants))}, {a1}, {a2}, {a3}, {a4}}
}

// sumPowers32 takes d < 2^32: Σd < 2^42, Σd² < 2^74, Σd³ < 2^106, Σd^4 < 2^138.
func sumPowers32(mants []int64, lo int64) sums {
	var a1, a20, a21, a30, a31, a40, a41, a42, c uint64
	for _, x := range mants {
		d := uint64(x) - uint64(lo)
		d2 := d * d
		h3, l3 := bits.Mul64(d2, d)
		h4, l4 := bits.Mul64(d2, d2)
		a1 += d
		a20, c = bits.Add64(a20, d2, 0)
		a21 += c
		a30, c = bits.Add64(a30, l3, 0)
		a31, _ = bits.Add64(a31, h3, c)
		a40, c = bits.Add64(a40, l4, 0)
		a41, c = bits.Add64(a41, h4, c)
		a42 += c
	}
	return sums{{uint64(len(mants))}, {a1}, {a20, a21}, {a30, a31}, {a40, a41, a42}}
}

// sumPowers64 takes any d < 2^64: Σd < 2^74, Σd² < 2^138, Σd³ < 2^202, Σd^4 < 2^266.
func sumPowers64(mants []int64, lo int64) sums {
	var a10, a11, a20, a21, a22, c uint64
	var a30, a31, a32, a33, a40, a41, a42, a43, a44 uint64
	for _, x := range mants {
		d := uint64(x) - uint64(lo)
		a10, c = bits.Add64(a10, d, 0)
		a11 += c

		h2, l2 := bits.Mul64(d, d) // d² = h2·2^64 + l2
		a20, c = bits.Add64(a20, l2, 0)
		a21, c = bits.Add64(a21, h2, c)
		a22 += c

		h, l := bits.Mul64(l2, d) // d³ = h2·d·2^64 + l2·d
		h3, m3 := bits.Mul64(h2, d)
		m3, c = bits.Add64(m3, h, 0)
		h3 += c
		a30, c = bits.Add64(a30, l, 0)
		a31, c = bits.Add64(a31, m3, c)
		a32, c = bits.Add64(a32, h3, c)
		a33 += c

		h0, p0 := bits.Mul64(l2, l2) // d^4 = h2²·2^128 + 2·h2·l2·2^64 + l2²
		h1, p1 := bits.Mul64(h2, l2)
		p3, p2 := bits.Mul64(h2, h2)
		mid, carry := h1<<1|p1>>63, h1>>63 // 2·h2·l2 = carry·2^128 + mid·2^64 + p1<<1
		p1, c = bits.Add64(p1<<1, h0, 0)
		p2, c = bits.Add64(p2, mid, c)
		p3, _ = bits.Add64(p3, carry, c)
		a40, c = bits.Add64(a40, p0, 0)
		a41, c = bits.Add64(a41, p1, c)
		a42, c = bits.Add64(a42, p2, c)
		a43, c = bits.Add64(a43, p3, c)
		a44 += c
	}
	return sums{{uint64(len(mants))}, {a10, a11}, {a20, a21, a22}, {a30, a31, a32, a33}, {a40, a41, a42, a43, a44}}
}

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
