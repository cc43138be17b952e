package planes

import "image"

// NRGBA writes the picture to dst, opaque. dst and every plane must have the
// size of the picture. The conversion is that of T.871 section 7 in integers:
// R, G and B are rounded to the nearest value of
//
//	R = Y + 1.402·(Cr−128)
//	G = Y − 0.344136·(Cb−128) − 0.714136·(Cr−128)
//	B = Y + 1.772·(Cb−128)
//
// with 16 fractional bits, so that the magnitudes of sums stay below 2^25.
// Other models than YCbCr are those of modelNRGBA.
func (p *Picture) NRGBA(dst *image.NRGBA) {
	if p.Model != YCbCr {
		p.modelNRGBA(dst)
		return
	}
	for y := range p.Height {
		out := dst.Pix[y*dst.Stride:][:4*p.Width]
		luma := p.Planes[0].Row(y)
		if len(p.Planes) == 1 {
			for x, v := range luma {
				q := out[4*x : 4*x+4 : 4*x+4]
				q[0], q[1], q[2], q[3] = v, v, v, 255
			}
			continue
		}
		colourRow(out, luma, p.Planes[1].Row(y), p.Planes[2].Row(y))
	}
}

// colourRow makes opaque pixels of a row of Y, Cb and Cr.
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
