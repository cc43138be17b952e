package resample

// premultiplyRef computes color·alpha/255 of the pixels of src with `bits`
// fractional bits, at most maxAlpha; alpha itself is only shifted.
//
// c·a, with 255 for alpha's c, is at most 65025. Times 2^16·2^7/255, rounded
// up, and divided by 2^16 it is c·a/255 with 7 fractional bits, at most 1 in
// the last place too small, and exact where a is 255: (255·c·32897)>>16 is
// 128·c, as 255·32897 = 128·2^16 + 127. Excess bits are rounded off.
func premultiplyRef(dst []int16, src []uint8, bits int) {
	const factor = 32897
	excess := maxAlpha - bits
	half := uint32(1) << excess >> 1
	for i := 0; i+3 < len(src); i += 4 {
		p, q := src[i:i+4:i+4], dst[i:i+4:i+4]
		a := uint32(p[3])
		for c, v := range [4]uint32{uint32(p[0]), uint32(p[1]), uint32(p[2]), 255} {
			q[c] = int16((v*a*factor>>16 + half) >> excess)
		}
	}
}

// unpremultiplyRef divides wide samples of alphaOut fractional bits by alpha.
// Alpha is rounded and clamped; a color is 255·c/a, rounded and clamped, with
// a as it was before. Where alpha is rounded to 0, so is the color.
func unpremultiplyRef(dst []uint8, src []int16) {
	const half = 1 << (alphaOut - 1)
	for i := 0; i+3 < len(dst); i += 4 {
		p, q := src[i:i+4:i+4], dst[i:i+4:i+4]
		a := int32(p[3])
		if a < half {
			clear(q)
			continue
		}
		for c, v := range p[:3] {
			// At most 510·32767 + 32767 < 2^24.
			q[c] = clamp((2*255*max(int32(v), 0) + a) / (2 * a))
		}
		q[3] = clamp((a + half) >> alphaOut)
	}
}

func clamp(v int32) uint8 { return uint8(min(max(v, 0), 255)) }
