package formattest

import "image"

// AsLibwebp returns what libwebp makes of the planes of a lossy WebP, which
// golang.org/x/image takes for full range: chroma between the samples by
// weights of 9, 3, 3 and 1, and luma from 16 to 235 (RFC 6386 section 9.2).
// Other pictures it returns as they are.
func AsLibwebp(img image.Image) image.Image {
	var ycc *image.YCbCr
	alpha := func(int, int) uint8 { return 255 }
	switch img := img.(type) {
	case *image.YCbCr:
		ycc = img
	case *image.NYCbCrA:
		ycc = &img.YCbCr
		alpha = func(x, y int) uint8 { return img.A[img.AOffset(x, y)] }
	default:
		return img
	}
	w, h := ycc.Rect.Dx(), ycc.Rect.Dy()
	chroma := func(plane []uint8, x, y int) int { // at x/4, y/4 of a sample
		at := func(x, y int) int {
			return int(plane[min(max(y, 0), (h+1)/2-1)*ycc.CStride+min(max(x, 0), (w+1)/2-1)])
		}
		nearX, nearY := x/2, y/2
		farX, farY := nearX-1+x%2*2, nearY-1+y%2*2
		return (9*at(nearX, nearY) + 3*at(farX, nearY) + 3*at(nearX, farY) + at(farX, farY) + 8) / 16
	}
	byteOf := func(v int) uint8 { return uint8(min(max(v>>6, 0), 255)) }
	out := image.NewNRGBA(ycc.Rect)
	for y := range h {
		for x := range w {
			l := int(ycc.Y[ycc.YOffset(x, y)]) * 19077 >> 8
			u, v := chroma(ycc.Cb, x, y), chroma(ycc.Cr, x, y)
			p := out.Pix[out.PixOffset(x, y):]
			p[0] = byteOf(l + v*26149>>8 - 14234)
			p[1] = byteOf(l - u*6419>>8 - v*13320>>8 + 8708)
			p[2] = byteOf(l + u*33050>>8 - 17685)
			p[3] = alpha(x, y)
		}
	}
	return out
}
