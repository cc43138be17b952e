package jpeg

// Luma and chroma are those of image/color: the matrix of T.871 section 7 with
// 16 fractional bits, rounded. A chroma of 128 is gray. Before the clamp chroma
// is from 0 to 256.

const (
	lumaRed, lumaGreen, lumaBlue = 19595, 38470, 7471
	cbRed, cbGreen, cbBlue       = -11056, -21712, 32768
	crRed, crGreen, crBlue       = 32768, -27440, -5328

	rgbRound    = 1 << 15
	chromaRound = 128<<16 + rgbRound
)

// lumaRef is the definition of lumaRow.
func lumaRef(y, src []byte) {
	for i := range y {
		p := (*[4]byte)(src[4*i:])
		y[i] = byte((lumaRed*int32(p[0]) + lumaGreen*int32(p[1]) + lumaBlue*int32(p[2]) + rgbRound) >> 16)
	}
}

// chromaRef is the definition of chromaRow.
func chromaRef(cb, cr, src []byte) {
	for i := range cb {
		p := (*[4]byte)(src[4*i:])
		cb[i], cr[i] = chroma(int32(p[0]), int32(p[1]), int32(p[2]), 0)
	}
}

// chroma420Ref is the definition of chroma420Row.
func chroma420Ref(cb, cr, upper, lower []byte) {
	for i := range cb {
		last := len(upper) - 4
		a, b := (*[4]byte)(upper[8*i:]), (*[4]byte)(upper[min(8*i+4, last):])
		c, d := (*[4]byte)(lower[8*i:]), (*[4]byte)(lower[min(8*i+4, last):])
		sum := func(j int) int32 { return int32(a[j]) + int32(b[j]) + int32(c[j]) + int32(d[j]) }
		cb[i], cr[i] = chroma(sum(0), sum(1), sum(2), 2)
	}
}

// chroma returns the chroma of the mean of 2^bits colors whose sum is r, g, b.
func chroma(r, g, b int32, bits uint) (cb, cr byte) {
	return clampByte((cbRed*r + cbGreen*g + cbBlue*b + chromaRound<<bits) >> (16 + bits)),
		clampByte((crRed*r + crGreen*g + crBlue*b + chromaRound<<bits) >> (16 + bits))
}
