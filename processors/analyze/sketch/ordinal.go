package sketch

import "math"

// ordinalOf maps numbers to integers in the same order: the bits of the
// float64, and those of negative numbers inverted. -0 counts as 0, and
// infinities as the largest finite numbers.
func ordinalOf(x float64) uint64 {
	b := math.Float64bits(x + 0) // -0 becomes 0
	const exponent = 0x7ff << 52
	if b&exponent == exponent {
		b-- // infinity becomes the largest number
	}
	return b ^ (uint64(int64(b)>>63) | 1<<63)
}

// numberOf is the inverse of ordinalOf.
func numberOf(ordinal uint64) float64 {
	return math.Float64frombits(ordinal ^ (uint64(int64(^ordinal)>>63) | 1<<63))
}
