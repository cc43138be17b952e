package moments

import "fanout/processors/analyze/number"

// Long reports whether some of the values may be others than those that their
// nearest floats are written as. If not, every value is the shortest decimal of
// its float.
func (m *Moments) Long() bool { return m.long }

// isLong reports whether mant·10^-scale may differ from the shortest decimal of
// its nearest float.
//
// Floats of p bits next to x are at most x·2^(1-p) apart, p = 53. Multiples of
// 10^-scale are x/mant apart, which is more if mant < 2^52. Then no other
// multiple has the same float, and a shorter decimal would be a multiple too.
// The scale keeps floats from being subnormal or infinite: 19 digits change it
// by 18 at most.
func isLong(mant int64, scale int16) bool {
	const maxScale = 288
	limit := int64(1) << 52
	if scale == 0 {
		limit = 1 << 53 // floats hold these integers
	}
	return mant > limit || mant < -limit || scale > maxScale || scale < -maxScale
}

// anyLong reports whether one of the values is long.
func anyLong(d number.Decimals) bool {
	bits, scales := uint64(0), int16(0)
	for i, mant := range d.Mant {
		bits |= uint64(mant ^ mant>>63)
		scales |= d.Scale[i]
	}
	if bits>>52 == 0 && scales&^255 == 0 { // nearly always
		return false
	}
	for i, mant := range d.Mant {
		if isLong(mant, d.Scale[i]) {
			return true
		}
	}
	return false
}
