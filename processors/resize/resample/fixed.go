package resample

// The formats and ranges of the fixed-point arithmetic. "Wide" samples have 16
// bits.
//
//	source         u8, or with alpha wide: color·alpha/255 with alphaBits fractional bits
//	column sums    32-bit, Σ weight·sample, with weights of `bits` fractional bits
//	intermediate   wide, with `frac` fractional bits: nothing is clamped here
//	row sums       32-bit, Σ weight·intermediate
//	result         u8, clamped; or with alpha wide with alphaOut fractional bits
//
// With M = maxMagnitude = 2 as the limit of the magnitudes of a sample's
// weights, added up:
//
//	column sums    at most 255·2^alphaBits·M·2^bits with alphaBits+bits <= 22:
//	               255·2·2^22 = 2139095040 < 2^31 - 2^21
//	intermediate   at most 255·M·2^frac + 1 with frac <= 6: 32641 < 2^15
//	row sums       at most (255·M·2^frac + 1)·M·2^bits with frac+bits <= 21:
//	               1020·2^21 + 2^16 = 2139160576 < 2^31 - 2^20
//	alpha out      at most 255·M·M·2^5 + 1 = 32641 < 2^15
//
// The sums leave room for half a unit of the last place, which is added to
// round them: at most 2^21 for columns (a shift of at most 22), 2^20 for rows.
//
// The fewer fractional bits the weights leave for the intermediate samples, the
// more samples they average. Rounding a weight costs at most 1/2 in the last
// place of the running sum. So n taps are off by at most n/2·255·2^-bits, which
// is below 0.1 levels up to ratios of 64, where bits has reached its limit.
// With frac below 6, rounding the intermediate samples costs at most 1/8 level.
// Together both passes stay below half a level, so the result is within 1 level
// of the definition in float64.
const (
	columnBits = 22 // limit of alphaBits+bits of columns
	rowBits    = 21 // limit of frac+bits of rows
	minFrac    = 2  // so that weights of rows have at most 19 bits
	maxFrac    = 6
	maxAlpha   = 7 // limit of alphaBits: 255·2^7 = 32640
	alphaOut   = 5
)

// fraction returns frac for weights of rows with `bits` fractional bits.
func fraction(bits int) int { return min(rowBits-bits, maxFrac) }

// alphaFraction returns alphaBits for weights of columns with `bits` fractional
// bits.
func alphaFraction(bits int) int { return min(columnBits-bits, maxAlpha) }
