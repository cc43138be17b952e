package number

import (
	"math"
	"math/bits"
	"slices"
	"strconv"
)

// exactFloats are the powers of ten that a float64 represents exactly.
var exactFloats = [23]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
	1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
}

// powers are the powers of ten that fit a uint64.
var powers = [20]uint64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
	1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
}

// Float64 returns the float nearest to v, ties to even, as strconv.ParseFloat
// would for its text; ±Inf if v is too large. A zero is always positive.
func (v Value) Float64() float64 {
	u := uint64(v.Mant)
	if v.Mant < 0 {
		u = -u
	}
	var f float64
	switch s := int(v.Scale); {
	case u < 1<<53 && 0 <= s && s < len(exactFloats): // both are exact, so that the division rounds once
		f = float64(u) / exactFloats[s]
	case 0 <= s && s < len(powers):
		f = quotient(u, powers[s])
	case s < 0 && -s < len(powers):
		f = product(u, powers[-s])
	default:
		var text [40]byte
		b := strconv.AppendUint(text[:0], u, 10)
		b = append(b, 'e')
		b = strconv.AppendInt(b, int64(-s), 10)
		f, _ = strconv.ParseFloat(string(b), 64) // out of range it returns ±Inf or 0, as wanted
	}
	if v.Mant < 0 {
		return -f
	}
	return f
}

// quotient returns u/d rounded once, for u >= 2^53 and d > 0.
func quotient(u, d uint64) float64 {
	ul, dl := bits.LeadingZeros64(u), bits.LeadingZeros64(d)
	u, d = u<<ul, d<<dl                // both in [2^63, 2^64)
	q, r := bits.Div64(u>>1, u<<63, d) // u·2^63/d, in (2^62, 2^64)
	return scaled(q, r != 0, dl-ul-63)
}

// product returns u·p rounded once.
func product(u, p uint64) float64 {
	hi, lo := bits.Mul64(u, p)
	if hi == 0 {
		return float64(lo)
	}
	l := bits.LeadingZeros64(hi)
	return scaled(hi<<l|lo>>(64-l), lo<<l != 0, 64-l)
}

// scaled returns q·2^exp rounded once; if sticky, a fraction below 1 is part of
// q. q must be at least 2^62, so that setting its lowest bit for the fraction
// affects only the rounding of ties. The result must be a normal number.
func scaled(q uint64, sticky bool, exp int) float64 {
	if sticky {
		q |= 1
	}
	return float64(q) * math.Float64frombits(uint64(1023+exp)<<52)
}

// AppendFloats appends the floats nearest to d's values to dst.
func (d Decimals) AppendFloats(dst []float64) []float64 {
	n := len(dst)
	dst = slices.Grow(dst, len(d.Mant))[:n+len(d.Mant)]
	out, scale := dst[n:][:len(d.Mant)], d.Scale[:len(d.Mant)]
	for i, m := range d.Mant {
		if s := scale[i]; uint64(m+1<<53) <= 1<<54 && uint(s) < uint(len(exactFloats)) {
			f := float64(m)
			if s != 0 { // in most columns always or never
				f /= exactFloats[s]
			}
			out[i] = f
		} else {
			out[i] = Value{m, s}.Float64()
		}
	}
	return dst
}
