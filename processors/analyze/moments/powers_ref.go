package moments

import "math/bits"

// addRef is the definition of surveyOf: it adds mantissas to s.
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

// sumPowers13 is for d < 2^13: Σd^4 < 2^62.
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

// sumPowers32 is for d < 2^32: Σd < 2^42, Σd² < 2^74, Σd³ < 2^106, Σd^4 <
// 2^138.
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

// sumPowers64 is for d < 2^64: Σd < 2^74, Σd² < 2^138, Σd³ < 2^202, Σd^4 <
// 2^266.
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
