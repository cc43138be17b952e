// Package pixels brings what decoders make to NRGBA, the pixels that the
// resampler and imaging work on, and NRGBA to what encoders take.
//
// Pixels are 8 bits a sample, not premultiplied; 16-bit samples are rounded.
// CMYK is converted without its profile. Every index and size is checked here,
// because github.com/disintegration/imaging works on goroutines of its own,
// whose panics nothing can recover.
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

// Copy converts src to NRGBA and copies it to its place in dst: its Bounds,
// which must lie within dst. gray reports a type that holds nothing but gray.
// The pixels of src are trusted to lie inside its slices, as its decoder made
// them, but palette indices are not: TIFF and BMP decoders pass them on
// unchecked.
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
	case *image.YCbCr, *image.Gray, *image.CMYK:
		drawOpaque(dst, src)
	case *image.RGBA:
		fromRGBA(dst, src)
	case *image.NRGBA64:
		fromNRGBA64(dst, src)
	case *image.RGBA64:
		fromRGBA64(dst, src)
	case *image.Gray16:
		fromGray16(dst, src)
	case *image.Paletted:
		gray, err = fromPaletted(dst, src)
	default:
		fromAny(dst, src)
	}
	switch src.(type) {
	case *image.Gray, *image.Gray16:
		gray = true
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

// fromRGBA undoes the premultiplication: c = round(255·p/a), 0 where a is 0. A
// hostile file may hold p > a, hence the clamp.
func fromRGBA(dst *image.NRGBA, src *image.RGBA) {
	b := src.Bounds()
	for y := range b.Dy() {
		s := src.Pix[src.PixOffset(b.Min.X, b.Min.Y+y):][:4*b.Dx()]
		t := dst.Pix[y*dst.Stride:][:4*b.Dx()]
		for i := 0; i+3 < len(t); i += 4 {
			a := uint32(s[i+3])
			switch a {
			case 255:
				copy(t[i:i+4], s[i:i+4])
			case 0:
				clear(t[i : i+4])
			default:
				for c := range 3 {
					t[i+c] = uint8(min(255, (255*uint32(s[i+c])+a/2)/a))
				}
				t[i+3] = s[i+3]
			}
		}
	}
}

// narrow rounds a 16-bit sample to 8 bits: round(v·255/65535) = round(v/257).
func narrow(hi, lo uint8) uint8 { return uint8((uint32(hi)<<8 | uint32(lo) + 128) / 257) }

func fromNRGBA64(dst *image.NRGBA, src *image.NRGBA64) {
	b := src.Bounds()
	for y := range b.Dy() {
		s := src.Pix[src.PixOffset(b.Min.X, b.Min.Y+y):][:8*b.Dx()]
		t := dst.Pix[y*dst.Stride:][:4*b.Dx()]
		for i := range t {
			t[i] = narrow(s[2*i], s[2*i+1])
		}
	}
}

// fromRGBA64 undoes the premultiplication as fromRGBA does, and rounds:
// c = round(255·p/a) with p and a of 16 bits.
func fromRGBA64(dst *image.NRGBA, src *image.RGBA64) {
	b := src.Bounds()
	for y := range b.Dy() {
		s := src.Pix[src.PixOffset(b.Min.X, b.Min.Y+y):][:8*b.Dx()]
		t := dst.Pix[y*dst.Stride:][:4*b.Dx()]
		for x := range b.Dx() {
			p, q := s[8*x:8*x+8:8*x+8], t[4*x:4*x+4:4*x+4]
			q[3] = narrow(p[6], p[7])
			a := uint32(p[6])<<8 | uint32(p[7])
			for c := range 3 {
				v := uint32(p[2*c])<<8 | uint32(p[2*c+1])
				switch a {
				case 0xffff:
					q[c] = uint8((v + 128) / 257)
				case 0:
					q[c] = 0
				default:
					q[c] = uint8(min(255, (255*v+a/2)/a))
				}
			}
		}
	}
}

func fromGray16(dst *image.NRGBA, src *image.Gray16) {
	b := src.Bounds()
	for y := range b.Dy() {
		s := src.Pix[src.PixOffset(b.Min.X, b.Min.Y+y):][:2*b.Dx()]
		t := dst.Pix[y*dst.Stride:][:4*b.Dx()]
		for x := range b.Dx() {
			v := narrow(s[2*x], s[2*x+1])
			t[4*x], t[4*x+1], t[4*x+2], t[4*x+3] = v, v, v, 255
		}
	}
}

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
				return false, fmt.Errorf("pixel %d,%d has colour %d of a palette of %d", x, y, i, n)
			}
			copy(t[4*x:4*x+4], table[i][:])
		}
	}
	return gray, nil
}

// paletteTable returns the first 256 colours of p, not premultiplied, and how
// many there are.
func paletteTable(p color.Palette) (table [256][4]uint8, n int) {
	n = min(len(p), len(table))
	for i, c := range p[:n] {
		v := color.NRGBAModel.Convert(c).(color.NRGBA)
		table[i] = [4]uint8{v.R, v.G, v.B, v.A}
	}
	return table, n
}

// fromAny converts what no decoder here is known to make, pixel by pixel.
func fromAny(dst *image.NRGBA, src image.Image) {
	b := src.Bounds()
	for y := range b.Dy() {
		for x := range b.Dx() {
			dst.Set(b.Min.X+x, b.Min.Y+y, src.At(b.Min.X+x, b.Min.Y+y))
		}
	}
}
