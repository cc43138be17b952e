package resample

// The formats and ranges of the fixed-point arithmetic.
//
//	source       u8, or with alpha 16-bit: colour·alpha/255 with alphaBits fractional bits
//	column sums  32-bit, Σ weight·sample, with weights of `bits` fractional bits
//	between      16-bit with `frac` fractional bits: nothing is clamped here
//	row sums     32-bit, Σ weight·between
//	result       u8, clamped; or with alpha 16-bit with alphaOut fractional bits
//
// With M = maxMagnitude = 2 as the bound of a window's magnitudes:
//
//	column sums  at most 255·2^alphaBits·M·2^bits with alphaBits+bits <= 22:
//	             255·2·2^22 = 2139095040 < 2^31 - 2^21
//	between      at most 255·M·2^frac + 1 with frac <= 6: 32641 < 2^15
//	row sums     at most (255·M·2^frac + 1)·M·2^bits with frac+bits <= 21:
//	             1020·2^21 + 2^16 = 2139160576 < 2^31 - 2^20
//	alpha out    at most 255·M·M·2^5 + 1 = 32641 < 2^15
//
// The sums leave room for half a unit of the last place, by which they are
// rounded: at most 2^21 for columns (a shift of at most 22), 2^20 for rows.
//
// The fewer bits a window's weights leave between the passes, the more samples
// they average. A weight's rounding costs at most 1/2 in the last place of the
// running sum, so n taps are off by at most n/2·255·2^-bits, which is below 0.1
// levels up to ratios of 64, where bits has reached its limit; and with frac
// below 6 bits the rounding between the passes is at most 1/8 level. Together
// both passes stay below half a level, so the result is within 1 level of the
// definition in float64.
const (
	columnBits = 22 // alphaBits+bits of columns at most
	rowBits    = 21 // frac+bits of rows at most
	minFrac    = 2  // so rows have at most 19 bits
	maxFrac    = 6
	maxAlpha   = 7 // alphaBits at most: 255·2^7 = 32640
	alphaOut   = 5
)

// fraction returns the fractional bits between the passes for row weights of
// so many bits.
func fraction(bits int) int { return min(rowBits-bits, maxFrac) }

// alphaFraction returns alphaBits for column weights of so many bits.
func alphaFraction(bits int) int { return min(columnBits-bits, maxAlpha) }

// columnsRef computes one row between the passes: dst[x] is the weighted sum of
// src[offset+x] over all offsets, shifted right by shift and rounded. There are
// as many weights as offsets, an even number.
func columnsRef[S uint8 | int16](dst []int16, src []S, offsets []int, weights []int16, shift int) {
	const block = 64 // whose sums stay in the first-level cache
	var sums [block]int32
	for len(dst) > 0 {
		n := min(len(dst), block)
		acc := sums[:n]
		for x := range acc {
			acc[x] = 1 << (shift - 1)
		}
		for k, offset := range offsets {
			if w := int32(weights[k]); w != 0 {
				row := src[offset:][:len(acc)]
				for x, s := range row {
					acc[x] += w * int32(s)
				}
			}
		}
		for x, sum := range acc {
			dst[x] = int16(sum >> shift)
		}
		dst = dst[n:]
		if len(dst) > 0 {
			src = src[n:]
		}
	}
}

// rowsRef computes len(dst) result samples: each is the weighted sum of taps
// samples of src from first on, shifted right by shift, rounded and clamped.
func rowsRef(dst []uint8, src []int16, first []int32, weights []int16, taps, shift int) {
	for i := range dst {
		sum := int32(1) << (shift - 1)
		w := weights[i*taps:][:taps]
		for k, s := range src[first[i]:][:taps] {
			sum += int32(w[k]) * int32(s)
		}
		dst[i] = clamp(sum >> shift)
	}
}

// pixelsRef is rowsRef for pixels of four interleaved samples, which share
// their weights.
func pixelsRef(dst []uint8, src []int16, first []int32, weights []int16, taps, shift int) {
	for i := range len(dst) / 4 {
		sums := pixelSums(src[4*int(first[i]):], weights[i*taps:][:taps], shift)
		for c, sum := range sums {
			dst[4*i+c] = clamp(sum >> shift)
		}
	}
}

// widePixelsRef is pixelsRef with results that are not clamped.
func widePixelsRef(dst []int16, src []int16, first []int32, weights []int16, taps, shift int) {
	for i := range len(dst) / 4 {
		sums := pixelSums(src[4*int(first[i]):], weights[i*taps:][:taps], shift)
		for c, sum := range sums {
			dst[4*i+c] = int16(sum >> shift)
		}
	}
}

func pixelSums(src []int16, weights []int16, shift int) [4]int32 {
	half := int32(1) << (shift - 1)
	r, g, b, a := half, half, half, half
	for k, w := range weights {
		p, w := src[4*k:4*k+4:4*k+4], int32(w)
		r += w * int32(p[0])
		g += w * int32(p[1])
		b += w * int32(p[2])
		a += w * int32(p[3])
	}
	return [4]int32{r, g, b, a}
}
