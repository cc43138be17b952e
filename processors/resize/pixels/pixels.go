// Package pixels brings what decoders make to NRGBA, the pixels that the
// resampler and imaging work on, and NRGBA to what encoders take.
//
// Pixels are 8 bits a sample, not premultiplied. CMYK is converted without its
// profile. Every index and size is checked here, because
// github.com/disintegration/imaging works on goroutines of its own, whose
// panics nothing can recover.
package pixels

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"

	"fanout/internal/scratch"
)

// NRGBA returns an image of w×h pixels of any value in the memory of b.
func NRGBA(b *scratch.Buffer[byte], w, h int) *image.NRGBA {
	return &image.NRGBA{Pix: b.Get(4 * w * h), Stride: 4 * w, Rect: image.Rect(0, 0, w, h)}
}

// Copy converts src, a Gray, NRGBA, Paletted or CMYK, to NRGBA and copies it to
// its place in dst: its Bounds, which must lie within dst. gray reports that it
// holds nothing but gray. The pixels of src are trusted to lie inside its
// slices, as its decoder made them, but palette indices are not.
func Copy(dst *image.NRGBA, src image.Image) (gray bool, err error) {
	b := src.Bounds()
	if !b.In(dst.Rect) {
		return false, fmt.Errorf("pixels: internal error: %v lies outside %v", b, dst.Rect)
	}
	if b.Empty() {
		return false, nil
	}
	dst = dst.SubImage(b).(*image.NRGBA)
	switch src := src.(type) {
	case *image.NRGBA:
		for y := range b.Dy() {
			copy(dst.Pix[y*dst.Stride:][:4*b.Dx()], src.Pix[src.PixOffset(b.Min.X, b.Min.Y+y):])
		}
	case *image.Gray:
		drawOpaque(dst, src)
		gray = true
	case *image.CMYK:
		drawOpaque(dst, src)
	case *image.Paletted:
		gray, err = fromPaletted(dst, src)
	default:
		err = fmt.Errorf("pixels: internal error: pixels of a %T", src)
	}
	return gray, err
}

// drawOpaque converts pictures without transparency with the standard
// library's loops for them, which exist for RGBA targets only: without
// transparency RGBA and NRGBA are the same bytes.
func drawOpaque(dst *image.NRGBA, src image.Image) {
	rgba := &image.RGBA{Pix: dst.Pix, Stride: dst.Stride, Rect: dst.Rect}
	draw.Draw(rgba, rgba.Rect, src, src.Bounds().Min, draw.Src)
}

// Narrow rounds a 16-bit sample to 8 bits: round(v·255/65535), which
// (v·255 + 32895) >> 16 is for all v.
func Narrow(v uint16) uint8 { return uint8((uint32(v)*255 + 32895) >> 16) }

// fromPaletted looks every index up and refuses one beyond the palette. gray
// reports a palette of opaque grays.
func fromPaletted(dst *image.NRGBA, src *image.Paletted) (gray bool, err error) {
	table, n := paletteTable(src.Palette)
	gray = true
	for _, c := range table[:n] {
		gray = gray && c[0] == c[1] && c[1] == c[2] && c[3] == 255
	}
	b := src.Bounds()
	for y := range b.Dy() {
		s := src.Pix[src.PixOffset(b.Min.X, b.Min.Y+y):][:b.Dx()]
		t := dst.Pix[y*dst.Stride:][:4*b.Dx()]
		for x, i := range s {
			if int(i) >= n {
				return false, fmt.Errorf("pixel %d,%d has color %d of a palette of %d", x, y, i, n)
			}
			copy(t[4*x:4*x+4], table[i][:])
		}
	}
	return gray, nil
}

// paletteTable returns the first 256 colors of p, not premultiplied, and how
// many there are.
func paletteTable(p color.Palette) (table [256][4]uint8, n int) {
	n = min(len(p), len(table))
	for i, c := range p[:n] {
		v := color.NRGBAModel.Convert(c).(color.NRGBA)
		table[i] = [4]uint8{v.R, v.G, v.B, v.A}
	}
	return table, n
}
