package gif

import (
	"image"
	"image/color"
	"testing"

	"fanout/processors/resize/format/formattest"
)

func TestQuantizedPicturesAreClose(t *testing.T) {
	img := formattest.Colourful(160, 120, true)
	plain := indexQuantized(img, false)
	if d := formattest.Difference(t, plain, img); d > 8 {
		t.Errorf("without dithering: mean difference %.2f levels", d)
	}
	// Dithering trades noise for the right mean: over blocks the picture is
	// closer to the original.
	dithered := indexQuantized(img, true)
	if a, b := blockError(plain, img), blockError(dithered, img); b > a*0.7 {
		t.Errorf("error of 8×8 means: %.3f with dithering, %.3f without", b, a)
	}
	for _, p := range []*image.Paletted{plain, dithered} {
		if len(p.Palette) > 256 || p.Palette[len(p.Palette)-1] != (color.NRGBA{}) {
			t.Errorf("palette of %d, the last is %v", len(p.Palette), p.Palette[len(p.Palette)-1])
		}
	}
}

// blockError is the mean absolute difference of the means of 8×8 blocks.
func blockError(a, b image.Image) (sum float64) {
	r := a.Bounds()
	for y := 0; y+8 <= r.Dy(); y += 8 {
		for x := 0; x+8 <= r.Dx(); x += 8 {
			d := 0
			for i := range 64 {
				r1, g1, b1, _ := a.At(x+i%8, y+i/8).RGBA()
				r2, g2, b2, _ := b.At(x+i%8, y+i/8).RGBA()
				d += int(r1) - int(r2) + int(g1) - int(g2) + int(b1) - int(b2)
			}
			sum += float64(max(d, -d)) / 257 / 64 / 3
		}
	}
	return sum / float64(r.Dx()/8*(r.Dy()/8))
}

func TestQuantizeKeepsTransparencyApart(t *testing.T) {
	img := formattest.Colourful(64, 64, false)
	p := index(img)
	for y := range 64 {
		for x := range 64 {
			_, _, _, a := p.At(x, y).RGBA()
			if want := img.NRGBAAt(x, y).A >= 128; (a != 0) != want {
				t.Fatalf("%d,%d: alpha %d becomes %d", x, y, img.NRGBAAt(x, y).A, a>>8)
			}
		}
	}
}

func TestAWhollyTransparentPictureHasAPalette(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 3, 3))
	if p := index(img); len(p.Palette) == 0 {
		t.Error("no palette")
	}
	if p := indexQuantized(img, true); len(p.Palette) == 0 {
		t.Error("no palette when quantized")
	}
}

func BenchmarkIndexQuantized(b *testing.B) {
	img := formattest.Colourful(800, 600, true)
	b.SetBytes(int64(len(img.Pix)))
	for b.Loop() {
		indexQuantized(img, true)
	}
}
