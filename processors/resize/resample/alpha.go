package resample

// premultiply computes colour·alpha/255 of the pixels of src with bits
// fractional bits, rounded, in 0..255·2^bits; alpha itself only gets the bits.
func premultiply(dst []int16, src []uint8, bits int) {
	for i := 0; i+3 < len(src); i += 4 {
		p, q := src[i:i+4:i+4], dst[i:i+4:i+4]
		switch a := uint32(p[3]); a {
		case 255:
			q[0], q[1], q[2] = int16(p[0])<<bits, int16(p[1])<<bits, int16(p[2])<<bits
			q[3] = 255 << bits
		case 0:
			clear(q)
		default:
			a <<= bits
			q[0] = int16((uint32(p[0])*a + 127) / 255)
			q[1] = int16((uint32(p[1])*a + 127) / 255)
			q[2] = int16((uint32(p[2])*a + 127) / 255)
			q[3] = int16(a)
		}
	}
}

// unpremultiply undoes it for samples of alphaOut fractional bits: alpha is
// rounded and clamped, colour is 255·c/a, rounded and clamped, with the alpha
// that was neither. Where alpha is rounded to 0, so is colour.
func unpremultiply(dst []uint8, src []int16) {
	const opaque = 255 << alphaOut
	for i := 0; i+3 < len(dst); i += 4 {
		p, q := src[i:i+4:i+4], dst[i:i+4:i+4]
		a := int32(p[3])
		switch {
		case a == opaque:
			const half = 1 << (alphaOut - 1)
			q[0] = clamp((int32(p[0]) + half) >> alphaOut)
			q[1] = clamp((int32(p[1]) + half) >> alphaOut)
			q[2] = clamp((int32(p[2]) + half) >> alphaOut)
			q[3] = 255
		case a < 1<<(alphaOut-1):
			clear(q)
		default:
			// At most 2·255·32767 + 32767, below 2^31.
			q[0] = clamp((510*max(int32(p[0]), 0) + a) / (2 * a))
			q[1] = clamp((510*max(int32(p[1]), 0) + a) / (2 * a))
			q[2] = clamp((510*max(int32(p[2]), 0) + a) / (2 * a))
			q[3] = clamp((a + 1<<(alphaOut-1)) >> alphaOut)
		}
	}
}

func clamp(v int32) uint8 { return uint8(min(max(v, 0), 255)) }
