package resize

import (
	"image"
	"image/color"
	"math"
	"testing"

	"fanout/processors/resize/format/png"
	"fanout/processors/resize/planes"
)

// night is a picture of w×h pixels, most of it black, with lights of saturated
// colors that are a few pixels wide.
func night(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			u, v := float64(x), float64(y)
			light := func(a, b, phase float64) uint8 {
				return uint8(max(0, 255*math.Sin(u/a+phase)*math.Sin(v/b+phase)))
			}
			img.SetNRGBA(x, y, color.NRGBA{light(6.1, 9.7, 0), light(8.3, 7.7, 2) / 8, light(9.3, 5.9, 4), 255})
		}
	}
	return img
}

// Y, Cb and Cr of saturated and of dark pixels name colors that there are not.
// They are clamped pixel by pixel, as by a viewer, and not after they have been
// averaged.
func TestColoursAreClampedBeforeTheyAreMixed(t *testing.T) {
	filter, err := ParseFilter("lanczos3")
	if err != nil {
		t.Fatal(err)
	}
	file := asJPEG(t, night(500, 400))
	// These are decoded at full size. Mixed unclamped they are off by 1 level.
	for _, scale := range []float64{0.75, 0.5, 0.26} {
		opt := &Options{Geometry: Geometry{Scale: scale}, Filter: filter, Quality: 98}
		it := itemOf(t, opt, file, 1)
		it.Format = png.Format
		w := newWorker(opt, nil, newOpenSlots())
		pic, err := w.decodePlanes(t.Context(), &Result{item: it}, file)
		if err != nil {
			t.Fatal(err)
		}
		got, err := w.planarNRGBA(t.Context(), it, pic)
		if err != nil {
			t.Fatal(err)
		}
		if mean, _ := difference(t, got, generally(t, it, opt, file)); mean > 0.01 {
			t.Errorf("at %v off by %.2f on average", scale, mean)
		}
	}
}

// At full size chroma of half the columns and rows is interpolated as libjpeg
// does it: 3/4 of the nearer sample and 1/4 of the other, along each side.
func TestChromaIsInterpolatedLinearly(t *testing.T) {
	plane := func(w, h, factor int, pix ...byte) planes.Plane {
		return planes.Plane{Pix: pix, Stride: w, Width: w, Height: h, H: factor, V: factor}
	}
	luma := make([]byte, 16)
	pic := &planes.Picture{Width: 4, Height: 4, Planes: []planes.Plane{
		plane(4, 4, 2, luma...), plane(2, 2, 1, 0, 64, 128, 192), plane(2, 2, 1, 128, 128, 128, 128),
	}}
	var s rgbSource
	s.reset(t.Context(), pic, 1, 0)
	want := [4][4]byte{{0, 16, 48, 64}, {32, 48, 80, 96}, {96, 112, 144, 160}, {128, 144, 176, 192}}
	for y := range 4 {
		got, err := s.samples(1, y)
		if err != nil || [4]byte(got) != want[y] {
			t.Errorf("row %d: %v, %v; want %v", y, got, err, want[y])
		}
	}
}
