package formattest

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"testing"
)

// Colorful returns a picture with every alpha and smooth colors.
func Colourful(w, h int, opaque bool) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			a := uint8(255)
			if !opaque {
				a = uint8(x * 255 / max(1, w-1))
			}
			img.SetNRGBA(x, y, color.NRGBA{uint8(255 * x / w), uint8(255 * y / h), uint8(255 * (x + y) / (w + h)), a})
		}
	}
	return img
}

// Difference returns the mean absolute Difference of two pictures of one size,
// in levels, premultiplied, so that what cannot be seen does not count.
func Difference(t testing.TB, a, b image.Image) float64 {
	t.Helper()
	if a.Bounds().Size() != b.Bounds().Size() {
		t.Fatalf("sizes %v and %v", a.Bounds(), b.Bounds())
	}
	sum := 0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			r1, g1, b1, a1 := a.At(a.Bounds().Min.X+x, a.Bounds().Min.Y+y).RGBA()
			r2, g2, b2, a2 := b.At(b.Bounds().Min.X+x, b.Bounds().Min.Y+y).RGBA()
			for _, d := range [4]int{int(r1) - int(r2), int(g1) - int(g2), int(b1) - int(b2), int(a1) - int(a2)} {
				sum += max(d, -d)
			}
		}
	}
	return float64(sum) / 257 / float64(4*a.Bounds().Dx()*a.Bounds().Dy())
}

// Profile returns n bytes that pass for a profile.
func Profile(n int, space string) []byte {
	icc := make([]byte, n)
	state := uint32(n)
	for i := range icc {
		state = state*1664525 + 1013904223
		icc[i] = byte(state >> 24)
	}
	binary.BigEndian.PutUint32(icc, uint32(n))
	copy(icc[16:20], space)
	copy(icc[36:40], "acsp")
	return icc
}

// Moving is an animation with every disposal, frames smaller than the canvas,
// transparency, and a first frame that does not start at the corner.
func Moving() *gif.GIF {
	g := &gif.GIF{Config: image.Config{Width: 24, Height: 16}, LoopCount: 2}
	palette := color.Palette{color.NRGBA{}, color.NRGBA{200, 30, 30, 255}, color.NRGBA{30, 200, 30, 255}, color.NRGBA{30, 30, 200, 255}}
	for i, disposal := range []byte{gif.DisposalNone, gif.DisposalPrevious, gif.DisposalBackground, 0, gif.DisposalPrevious, gif.DisposalNone, gif.DisposalBackground} {
		area := image.Rect(3+i, 1+i, 3+i+9, 1+i+8).Intersect(image.Rect(0, 0, 24, 16))
		frame := image.NewPaletted(area, palette)
		for n := range frame.Pix {
			frame.Pix[n] = uint8((n + n/5 + i) % 4)
		}
		g.Image = append(g.Image, frame)
		g.Delay = append(g.Delay, 5+i)
		g.Disposal = append(g.Disposal, disposal)
	}
	return g
}

// EncodeGIF returns the file of g.
func EncodeGIF(t testing.TB, g *gif.GIF) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
