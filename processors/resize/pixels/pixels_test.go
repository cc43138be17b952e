package pixels

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"strings"
	"testing"
)

// Every type that a decoder hands over converts as its own color model says,
// wherever its bounds lie.
func TestCopyAgreesWithTheColourModels(t *testing.T) {
	base := colourful(37, 23, false)
	for _, at := range []image.Point{{}, {5, 7}} {
		bounds := base.Rect.Add(at)
		for _, src := range []draw.Image{
			image.NewNRGBA(bounds), image.NewGray(bounds), image.NewCMYK(bounds),
			image.NewPaletted(bounds, color.Palette{color.NRGBA{}, color.Gray{9}, color.NRGBA{250, 9, 9, 128}, color.White}),
		} {
			draw.Draw(src, bounds, base, image.Point{}, draw.Src)
			t.Run(fmt.Sprintf("%T at %v", src, at), func(t *testing.T) { checkCopy(t, src) })
		}
	}
	if _, err := Copy(base, image.NewRGBA(base.Rect)); err == nil {
		t.Error("a type that no decoder hands over is copied")
	}
}

func checkCopy(t *testing.T, src image.Image) {
	b := src.Bounds()
	got := image.NewNRGBA(b.Inset(-2))
	for i := range got.Pix {
		got.Pix[i] = 0xAA // what an earlier picture has left
	}
	if _, err := Copy(got, src); err != nil {
		t.Fatal(err)
	}
	for y := range b.Dy() + 4 {
		for x := range b.Dx() + 4 {
			at := image.Pt(x, y).Add(got.Rect.Min)
			if c := got.NRGBAAt(at.X, at.Y); !at.In(b) && c != (color.NRGBA{0xAA, 0xAA, 0xAA, 0xAA}) {
				t.Fatalf("%v outside %v was written: %v", at, b, c)
			}
		}
	}
	for y := range b.Dy() {
		for x := range b.Dx() {
			// That of CMYK keeps 16 bits and cuts them; converting rounds. One
			// level is the difference.
			want := color.NRGBAModel.Convert(src.At(b.Min.X+x, b.Min.Y+y)).(color.NRGBA)
			have := got.NRGBAAt(b.Min.X+x, b.Min.Y+y)
			if want.A == 0 && have.A == 0 {
				continue
			}
			for _, p := range [][2]uint8{{have.R, want.R}, {have.G, want.G}, {have.B, want.B}, {have.A, want.A}} {
				if d := int(p[0]) - int(p[1]); max(d, -d) > 1 {
					t.Fatalf("%d,%d: %v, want %v", x, y, have, want)
				}
			}
		}
	}
}

func TestCopyRefusesAnIndexBeyondThePalette(t *testing.T) {
	src := image.NewPaletted(image.Rect(0, 0, 4, 4), color.Palette{color.Black, color.White})
	src.Pix[6] = 2
	_, err := Copy(image.NewNRGBA(src.Rect), src)
	if err == nil || !strings.Contains(err.Error(), "pixel 2,1 has color 2 of a palette of 2") {
		t.Error(err)
	}
}

func TestCopyKnowsGray(t *testing.T) {
	r := image.Rect(0, 0, 2, 2)
	for _, c := range []struct {
		src  image.Image
		gray bool
	}{
		{image.NewGray(r), true},
		{image.NewNRGBA(r), false},
		{image.NewPaletted(r, color.Palette{color.Black, color.White}), true},
		{image.NewPaletted(r, color.Palette{color.Black, color.NRGBA{1, 2, 3, 255}}), false},
		{image.NewPaletted(r, color.Palette{color.Black, color.NRGBA{}}), false},
	} {
		if gray, err := Copy(image.NewNRGBA(r), c.src); err != nil || gray != c.gray {
			t.Errorf("%T: gray %v, %v", c.src, gray, err)
		}
	}
}

func TestSamplesAreRounded(t *testing.T) {
	for v := range 1 << 16 {
		if got, want := Narrow(uint16(v)), uint8((v*255+32767)/65535); got != want {
			t.Fatalf("%d becomes %d, want %d", v, got, want)
		}
	}
}

func TestFlattenRoundsToTheBackground(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 3, 1))
	img.SetNRGBA(0, 0, color.NRGBA{10, 20, 30, 0})
	img.SetNRGBA(1, 0, color.NRGBA{200, 100, 0, 128})
	img.SetNRGBA(2, 0, color.NRGBA{1, 2, 3, 255})
	Flatten(img, color.NRGBA{255, 0, 100, 255})
	want := []uint8{255, 0, 100, 255, 227, 50, 50, 255, 1, 2, 3, 255}
	if !bytes.Equal(img.Pix, want) {
		t.Errorf("got %v, want %v", img.Pix, want)
	}
}

// colorful returns a picture with every alpha and smooth colors.
func colourful(w, h int, opaque bool) *image.NRGBA {
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
