package codec

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"strings"
	"testing"
)

// Every type that a decoder returns converts as its own colour model says,
// wherever its bounds lie.
func TestConvertAgreesWithTheColourModels(t *testing.T) {
	base := colourful(37, 23, false)
	for _, at := range []image.Point{{}, {5, 7}} {
		bounds := base.Rect.Add(at)
		for _, dst := range []draw.Image{
			image.NewNRGBA(bounds), image.NewRGBA(bounds), image.NewNRGBA64(bounds), image.NewRGBA64(bounds),
			image.NewGray(bounds), image.NewGray16(bounds), image.NewCMYK(bounds), image.NewAlpha(bounds),
			image.NewPaletted(bounds, color.Palette{color.NRGBA{}, color.Gray{9}, color.NRGBA{250, 9, 9, 128}, color.White}),
		} {
			draw.Draw(dst, bounds, base, image.Point{}, draw.Src)
			t.Run(fmt.Sprintf("%T at %v", dst, at), func(t *testing.T) { checkConvert(t, dst) })
		}
		for _, ratio := range []image.YCbCrSubsampleRatio{
			image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
			image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
		} {
			src := image.NewNYCbCrA(bounds, ratio)
			for _, plane := range [][]uint8{src.Y, src.Cb, src.Cr, src.A} {
				for i := range plane {
					plane[i] = uint8(i*7 + i*i/5)
				}
			}
			t.Run(fmt.Sprintf("NYCbCrA %v at %v", ratio, at), func(t *testing.T) { checkConvert(t, src) })
			t.Run(fmt.Sprintf("YCbCr %v at %v", ratio, at), func(t *testing.T) { checkConvert(t, &src.YCbCr) })
		}
	}
}

func checkConvert(t *testing.T, src image.Image) {
	d := Decoder{Keep: 1 << 20}
	d.pix = make([]uint8, 1<<14) // what an earlier picture has left
	for i := range d.pix {
		d.pix[i] = 0xAA
	}
	got, _, err := d.convert(src)
	if err != nil {
		t.Fatal(err)
	}
	b := src.Bounds()
	if got.Rect != image.Rect(0, 0, b.Dx(), b.Dy()) {
		t.Fatalf("bounds %v of %v", got.Rect, b)
	}
	for y := range b.Dy() {
		for x := range b.Dx() {
			// The models keep 16 bits and cut them; converting rounds. One level
			// is the difference.
			want := color.NRGBAModel.Convert(src.At(b.Min.X+x, b.Min.Y+y)).(color.NRGBA)
			have := got.NRGBAAt(x, y)
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

func TestConvertRefusesAnIndexBeyondThePalette(t *testing.T) {
	src := image.NewPaletted(image.Rect(0, 0, 4, 4), color.Palette{color.Black, color.White})
	src.Pix[6] = 2
	_, _, err := new(Decoder).convert(src)
	if err == nil || !strings.Contains(err.Error(), "pixel 2,1 has colour 2 of a palette of 2") {
		t.Error(err)
	}
}

func TestConvertKnowsGray(t *testing.T) {
	r := image.Rect(0, 0, 2, 2)
	for _, c := range []struct {
		src  image.Image
		gray bool
	}{
		{image.NewGray(r), true},
		{image.NewGray16(r), true},
		{image.NewNRGBA(r), false},
		{image.NewPaletted(r, color.Palette{color.Black, color.White}), true},
		{image.NewPaletted(r, color.Palette{color.Black, color.NRGBA{1, 2, 3, 255}}), false},
		{image.NewPaletted(r, color.Palette{color.Black, color.NRGBA{}}), false},
	} {
		if _, gray, err := new(Decoder).convert(c.src); err != nil || gray != c.gray {
			t.Errorf("%T: gray %v, %v", c.src, gray, err)
		}
	}
}

func TestDecoderKeepsNoLargeBuffer(t *testing.T) {
	d := Decoder{Keep: 4 * 10 * 10}
	d.buffer(10, 10)
	if cap(d.pix) != 400 {
		t.Errorf("%d bytes kept, want 400", cap(d.pix))
	}
	first := &d.pix[0]
	if second := d.buffer(9, 9); &second.Pix[0] != first {
		t.Error("a smaller picture does not use the buffer")
	}
	d.buffer(11, 10)
	if d.pix != nil {
		t.Errorf("%d bytes kept of a picture that is too large", cap(d.pix))
	}
}
