package resize

import (
	"bytes"
	"image"
	"image/gif"
	stdjpeg "image/jpeg"
	stdpng "image/png"
	"path/filepath"
	"testing"

	deepwebp "github.com/deepteams/webp"
	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formats"
)

// photo is a picture of w×h pixels that compresses as a photo does: slow waves
// and a little noise. Alpha follows the waves unless opaque is set.
func photo(w, h int, opaque bool) *image.NRGBA {
	img := waves(w, h)
	state := uint32(1)
	for i := range img.Pix {
		state = state*1664525 + 1013904223
		switch {
		case i%4 < 3:
			img.Pix[i] += uint8(state>>24) % 24
		case !opaque:
			img.Pix[i] = img.Pix[i-2]
		}
	}
	return img
}

// The pool is told not much more than a photo takes, so that as many are worked
// on at once as there is memory for. An estimate has to hold for noise, too,
// whose file is twice as large as that of a photo.
func TestPeakMemoryIsNotFarOverestimated(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute, and the race detector needs memory of its own")
	}
	const w, h = 2000, 1500
	rgb, rgba := photo(w, h, true), photo(w, h, false)
	fine := deepwebp.DefaultOptions()
	fine.Quality = 98 // so that the noise survives
	encode := map[string]func(*bytes.Buffer) error{
		"a.jpg":     func(b *bytes.Buffer) error { return stdjpeg.Encode(b, rgb, &stdjpeg.Options{Quality: 90}) },
		"a.png":     func(b *bytes.Buffer) error { return stdpng.Encode(b, rgb) },
		"alpha.png": func(b *bytes.Buffer) error { return stdpng.Encode(b, rgba) },
		"a.bmp":     func(b *bytes.Buffer) error { return bmp.Encode(b, rgb) },
		"a.tif":     func(b *bytes.Buffer) error { return tiff.Encode(b, rgb, &tiff.Options{Compression: tiff.Deflate}) },
		"a.gif":     func(b *bytes.Buffer) error { return gif.Encode(b, rgb, nil) },
		"a.webp":    func(b *bytes.Buffer) error { return deepwebp.Encode(b, rgb, fine) },
	}
	for name, encode := range encode {
		var b bytes.Buffer
		if err := encode(&b); err != nil {
			t.Fatal(name, err)
		}
		in := t.TempDir()
		write(t, filepath.Join(in, name), b.Bytes())
		for _, to := range []string{".jpg", ".png"} {
			for _, scale := range []float64{1, 0.5} {
				if name == "a.gif" && scale == 1 {
					continue // stays a palette, on which the plan does not count
				}
				opt := defaults(filepath.Join(t.TempDir(), "out"), in)
				opt.Geometry.Scale, opt.Format = scale, formats.All.ByExt(to)
				checkEstimate(t, name, opt.Format, opt)
			}
		}
	}
}

func checkEstimate(t *testing.T, name string, to *format.Format, opt *Options) {
	t.Helper()
	plan, err := NewPlan(t.Context(), opt)
	if err != nil || plan.Items[0].Err != nil {
		t.Fatal(name, err, plan)
	}
	it := plan.Items[0]
	// A peak of a few milliseconds may be missed, and a late collector may add
	// to it, so one run of ten that is near is enough.
	var used int64
	for range 10 {
		used = peakOf(t, opt, it)
		if used <= it.memory && 5*used >= 3*(it.memory-fixedMemory) {
			t.Logf("%-10s to %-5v at %.1f: %3d %% of %6d KiB", name, to, opt.Geometry.Scale, 100*used/it.memory, it.memory>>10)
			return
		}
	}
	t.Errorf("%s to %v at %v: %d KiB used, %d estimated", name, to, opt.Geometry.Scale, used>>10, it.memory>>10)
}
