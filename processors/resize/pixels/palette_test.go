package pixels

import (
	"image"
	"image/color"
	"testing"
)

func TestIndexExactCountsColours(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 256, 2))
	for i := 0; i < len(img.Pix); i += 4 {
		copy(img.Pix[i:], []uint8{uint8(i / 4), uint8(i / 4 * 3), 0, 255})
	}
	p := IndexExact(img)
	if p == nil || len(p.Palette) != 256 {
		t.Fatal("256 colors do not fit a palette of 256")
	}
	for y := range 2 {
		for x := range 256 {
			if got, want := p.At(x, y), img.NRGBAAt(x, y); got != color.Color(want) {
				t.Fatalf("%d,%d: %v, want %v", x, y, got, want)
			}
		}
	}
	img.Pix[2] = 1
	if IndexExact(img) != nil {
		t.Error("257 colors fit a palette of 256")
	}
}
