package jpeg

import (
	"image"

	"fanout/internal/scratch"
	"fanout/processors/resize/pixels"
)

// FromNRGBA sets dst to img in Y, Cb and Cr (T.871 section 7), in the memory of
// dst if that suffices. With subsample, chroma has half of the columns and rows
// (4:2:0): each sample is that of the mean color of 2×2 pixels, where an odd
// edge repeats. Alpha is ignored.
func FromNRGBA(dst *Picture, img *image.NRGBA, subsample bool) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	factor := 1
	if subsample {
		factor = 2
	}
	resetPicture(dst, w, h, 3)
	resetPlane(&dst.Planes[0], w, h, factor)
	for i := 1; i < 3; i++ {
		resetPlane(&dst.Planes[i], divideUp(w, factor), divideUp(h, factor), 1)
	}
	if w == 0 || h == 0 {
		return
	}
	row := func(y int) []byte { return img.Pix[y*img.Stride:][:4*w] }
	luma, cb, cr := &dst.Planes[0], &dst.Planes[1], &dst.Planes[2]
	for y := range h {
		lumaRow(luma.Row(y), row(y))
	}
	for y := range cb.Height {
		if subsample {
			chroma420Row(cb.Row(y), cr.Row(y), row(2*y), row(min(2*y+1, h-1)))
		} else {
			chromaRow(cb.Row(y), cr.Row(y), row(y))
		}
	}
}

// FromGray sets dst to img, whose pixels are gray, as a picture of one plane,
// in the memory of dst if that suffices. Only red is read.
func FromGray(dst *Picture, img *image.NRGBA) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	resetPicture(dst, w, h, 1)
	memory := scratch.Buffer[byte](dst.Planes[0].Pix)
	gray := pixels.Gray(&memory, img)
	dst.Planes[0] = Plane{Pix: gray.Pix, Stride: gray.Stride, Width: w, Height: h, H: 1, V: 1}
}

// resetPicture makes p a picture of w×h pixels and n planes, which keep their
// memory.
func resetPicture(p *Picture, w, h, n int) {
	p.Width, p.Height = w, h
	p.Planes = p.Planes[:cap(p.Planes)]
	for len(p.Planes) < n {
		p.Planes = append(p.Planes, Plane{})
	}
	p.Planes = p.Planes[:n]
}

// resetPlane makes p a plane of w×h samples of any value, with H and V set to
// factor.
func resetPlane(p *Plane, w, h, factor int) {
	pix := scratch.Buffer[byte](p.Pix)
	*p = Plane{Pix: pix.Get(w * h), Stride: w, Width: w, Height: h, H: factor, V: factor}
}

// lumaRow computes the luma of a row of pixels; len(src) = 4·len(y).
func lumaRow(y, src []byte) {
	n := lumaVector(y, src[:4*len(y)])
	lumaRef(y[n:], src[4*n:])
}

// chromaRow computes the chroma of a row of pixels; len(src) = 4·len(cb), and
// cr is as long as cb.
func chromaRow(cb, cr, src []byte) {
	n := chromaVector(cb, cr[:len(cb)], src[:4*len(cb)])
	chromaRef(cb[n:], cr[n:], src[4*n:])
}

// chroma420Row computes the subsampled chroma of two rows of pixels: cb and cr
// have half as many samples, rounded up.
func chroma420Row(cb, cr, upper, lower []byte) {
	lower = lower[:len(upper)]
	n := len(upper) / 8 // pairs of pixels
	done := chroma420Vector(cb[:n], cr[:n], upper[:8*n], lower[:8*n])
	chroma420Ref(cb[done:], cr[done:], upper[8*done:], lower[8*done:])
}
