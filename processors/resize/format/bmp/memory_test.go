package bmp

import (
	"image"
	"runtime"
	"strings"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
)

func TestDecodingTakesNoMoreThanItIsAdmittedWith(t *testing.T) {
	const w, h = 2000, 3000
	runs := strings.Repeat(strings.Repeat("\xfa\x01", w/250)+"\x00\x00", h)
	for name, f := range map[string]testFile{
		"24 bits":        {width: w, height: h, depth: 24, pixels: strings.Repeat("123", w*h)},
		"1 bit":          {width: w, height: h, depth: 1, palette: rgb[:8], pixels: strings.Repeat("12", w*h/16+2*h)},
		"16 bits, alpha": {header: headerV5, width: w, height: h, depth: 16, compression: 3, masks: []uint32{0xf00, 0xf0, 0xf, 0xf000}, pixels: strings.Repeat("12", w*h)},
		"runs":           {width: w, height: h, depth: 8, compression: 1, palette: rgb, colours: 4, pixels: runs},
		"skipped pixels": {width: w + 1, height: h, depth: 8, compression: 1, palette: rgb, colours: 4, pixels: runs},
		"a high file":    {width: 1, height: 1 << 20, depth: 8, compression: 1, palette: rgb, colours: 4, pixels: "\x01\x01\x00\x01"},
		"short rows":     {width: 1, height: 1 << 20, depth: 8, compression: 1, palette: rgb, colours: 4, pixels: strings.Repeat("\x00\x00", 1<<20)},
	} {
		file := f.bytes()
		facts := formattest.Probe(t, format.Table{reads}, file)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		rows := 0
		err := reads.NewDecoder(0).Decode(t.Context(), file, &facts, new(format.Findings), func(part image.Image) error {
			if part.Bounds().Min.Y != rows || part.Bounds().Dx() != facts.Width {
				t.Errorf("%s: %v after %d rows", name, part.Bounds(), rows)
			}
			rows = part.Bounds().Max.Y
			return nil
		})
		runtime.ReadMemStats(&after)
		if took, most := float64(after.TotalAlloc-before.TotalAlloc), decoderBytes(&facts); err != nil || rows != facts.Height || took > most {
			t.Errorf("%s: %.0f bytes, admitted with %.0f; %d rows, %v", name, took, most, rows, err)
		}
	}
}

func TestEncodingTakesNoMoreThanItIsAdmittedWith(t *testing.T) {
	for _, size := range []image.Point{{1, 5000}, {999, 501}} {
		for _, colours := range []int{2, 16, 256, 257} {
			img := colourful(size.X, size.Y, colours, false)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := reads.NewEncoder(0).Encode(t.Context(), nil, img, format.EncodeOptions{Opaque: true})
			runtime.ReadMemStats(&after)
			// Memory of the palette, and of what the allocator rounds up.
			most := encoderBytes(float64(size.X*size.Y), format.EncodeOptions{}) + 16<<10
			if took := float64(after.TotalAlloc - before.TotalAlloc); err != nil || took > most {
				t.Errorf("%v, %d colors: %.0f bytes, admitted with %.0f, %v", size, colours, took, most, err)
			}
		}
	}
}
