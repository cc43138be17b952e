package planes

import "image"

// NRGBA writes the picture to dst, opaque. dst and every plane must have the
// size of the picture.
func (p *Picture) NRGBA(dst *image.NRGBA) {
	var samples [4][]byte
	for y := range p.Height {
		for i := range p.Planes {
			samples[i] = p.Planes[i].Row(y)
		}
		p.Model.Pixels(dst.Pix[y*dst.Stride:][:4*p.Width], samples[:len(p.Planes)])
	}
}

// Pixels makes opaque pixels of a row of samples of each plane, or of Y alone:
// out gets red, green, blue and 255 of as many pixels as there are samples.
func (m Model) Pixels(out []byte, samples [][]byte) {
	switch {
	case m != YCbCr:
		m.pixels(out, samples)
	case len(samples) == 1:
		interleave(out, samples[0], samples[0], samples[0])
	default:
		colourRow(out, samples[0], samples[1], samples[2])
	}
}

// colorRow makes opaque pixels of a row of Y, Cb and Cr. The conversion is
// that of T.871 section 7 in integers: R, G and B are rounded to the nearest
// value of
//
//	R = Y + 1.402·(Cr−128)
//	G = Y − 0.344136·(Cb−128) − 0.714136·(Cr−128)
//	B = Y + 1.772·(Cb−128)
//
// with 16 fractional bits, so that the magnitudes of sums stay below 2^25, and
// clamped.
func colourRow(out, luma, cbs, crs []byte) {
	cbs, crs = cbs[:len(luma)], crs[:len(luma)]
	for x, v := range luma {
		const half = 1 << 15
		base := int32(v)<<16 + half
		cb, cr := int32(cbs[x])-128, int32(crs[x])-128
		q := out[4*x : 4*x+4 : 4*x+4]
		q[0] = sample(base + 91881*cr)
		q[1] = sample(base - 22553*cb - 46802*cr)
		q[2] = sample(base + 116130*cb)
		q[3] = 255
	}
}

// Row returns the samples of row y.
func (p *Plane) Row(y int) []byte { return p.Pix[y*p.Stride:][:p.Width] }

// sample drops the 16 fractional bits and clamps.
func sample(v int32) uint8 {
	if uint32(v) < 256<<16 {
		return uint8(v >> 16)
	}
	if v < 0 {
		return 0
	}
	return 255
}
