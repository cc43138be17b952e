package resize

import (
	"image"
	"image/color"
	"os"
	"path/filepath"
	"testing"

	"fanout/processors"
	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formats"
	"fanout/processors/resize/format/formattest"
)

// ramp is a picture of many grays and alphas. Whoever decodes one has pixels of
// colors, in which red, green and blue are the same.
func ramp(opaque bool) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, 40, 30))
	for i := range img.Pix {
		img.Pix[i] = uint8(i / 4 % 40 * 6)
		if i%4 == 3 {
			img.Pix[i] = uint8(255 - i/160*8)
		}
		if i%4 == 3 && opaque {
			img.Pix[i] = 255
		}
	}
	return img
}

func TestGrayWithAlphaStaysGray(t *testing.T) {
	red := color.NRGBA{200, 20, 20, 255}
	for name, c := range map[string]struct {
		opaque     bool
		ext        string
		background *color.NRGBA
		channels   int
	}{
		"TIFF":                 {false, ".tif", nil, 2},
		"opaque TIFF":          {true, ".tif", nil, 1},
		"opaque PNG":           {true, ".png", nil, 1},
		"JPEG on white":        {false, ".jpg", nil, 1},
		"JPEG on a background": {false, ".jpg", &red, 3},
	} {
		in := filepath.Join(t.TempDir(), "in.png")
		file, err := formattest.Encode(t.Context(), formatOf(t, "png"), ramp(c.opaque), format.EncodeOptions{})
		if err != nil {
			t.Fatal(err)
		}
		write(t, in, file)
		opt := defaults(filepath.Join(t.TempDir(), "out"+c.ext), in)
		opt.Background = c.background
		if r := start(t, t.Context(), opt, -1, nil); r.err != nil || r.records[0].Status != processors.Done {
			t.Fatal(name, r.err, r.records)
		}
		if facts := factsOf(t, opt.Output); facts.Palette || facts.Channels != c.channels {
			t.Errorf("%s: %d channels, palette %v", name, facts.Channels, facts.Palette)
		}
	}
}

// factsOf reads the header of a file.
func factsOf(t *testing.T, path string) format.Facts {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	facts, err := formats.All.Probe(f, info.Size(), path)
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

// Of several pages one is decoded at a time: the others do not count.
func TestPagesAreLimitedOneByOne(t *testing.T) {
	for _, all := range []bool{false, true} {
		opt := defaults(t.TempDir(), filepath.Join(cases, "r09-three-pages.tif"))
		opt.AllPages, opt.LimitPixels = all, 40*30
		for _, rec := range start(t, t.Context(), opt, -1, nil).records {
			if rec.Status != processors.Done {
				t.Error(rec.Reason)
			}
		}
		opt.LimitPixels--
		opt.Output = t.TempDir()
		for _, rec := range start(t, t.Context(), opt, -1, nil).records {
			if rec.Status != processors.Failed {
				t.Error(rec.Status)
			}
		}
	}
}
