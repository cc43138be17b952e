package tiff

import (
	"bytes"
	"context"
	"image"
	"strings"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
)

func TestACutFileGivesTheRowsThatAreThere(t *testing.T) {
	for name, r := range map[string]recipe{
		"one strip":     {},
		"strips":        {rows: 4},
		"planar strips": {rows: 4, planar: true},
		"tiles":         {tileWidth: 16, tileHeight: 16},
	} {
		r.width, r.height, r.samples, r.photometric = 48, 32, 3, photometricRGB
		r.first = true
		whole := r.file(sampleOf(8))
		picture, _, found := decodeFile(t, whole)
		if found.Damage != nil {
			t.Fatal(name, found.Damage)
		}
		facts := formattest.Probe(t, format.Table{tiffFormat}, whole)
		last := -1
		for n := len(whole) - 1; n > 0; n -= 7 {
			cut := whole[:n]
			if _, err := (format.Table{tiffFormat}).Probe(bytes.NewReader(cut), int64(n), ""); err != nil {
				break // not even the directory
			}
			var found format.Findings
			img, _, err := formattest.Decode(t.Context(), cut, facts, &found)
			same := rowsAlike(img, picture)
			switch {
			case err == nil && found.Damage == nil:
				t.Fatalf("%s: %d of %d bytes are whole", name, n, len(whole))
			case err == nil && !strings.Contains(found.Damage.Error(), "tiff: the data ends too early at byte "):
				t.Fatalf("%s: %v", name, found.Damage)
			case last >= 0 && same > last:
				t.Fatalf("%s: %d bytes give %d rows, fewer gave %d", name, n, same, last)
			}
			last = same
		}
		if last > 16 {
			t.Errorf("%s: the shortest file still has %d rows", name, last)
		}
	}
}

// rowsAlike returns how many rows, from the top, are the same.
func rowsAlike(a, b *image.NRGBA) int {
	for y := range a.Rect.Dy() {
		if !bytes.Equal(a.Pix[y*a.Stride:][:4*a.Rect.Dx()], b.Pix[y*b.Stride:][:4*b.Rect.Dx()]) {
			return y
		}
	}
	return a.Rect.Dy()
}

func TestAMissingStripLeavesTheOthers(t *testing.T) {
	r := recipe{width: 8, height: 12, rows: 4, photometric: blackIsZero}
	offsets := map[uint16][]uint64{tagStripOffsets: {8, 0, 72}}
	r.more = offsets
	img, _, found := decodeFile(t, r.file(func(_, y, _ int) uint64 { return uint64(y + 1) }))
	if found.Damage == nil || !strings.HasSuffix(found.Damage.Error(), "2 of 3 strips complete") {
		t.Errorf("%v", found.Damage)
	}
	for y, want := range []uint8{1, 2, 3, 4, 0, 0, 0, 0, 9, 10, 11, 12} {
		if img.Pix[y*img.Stride] != want {
			t.Errorf("row %d is %d", y, img.Pix[y*img.Stride])
		}
	}
}

func TestAFileWithoutPixelsIsAnError(t *testing.T) {
	for name, more := range map[string]map[uint16][]uint64{
		"offsets after the end": {tagStripOffsets: {1 << 20}},
		"offsets of 0":          {tagStripOffsets: {0}},
	} {
		file := recipe{width: 8, height: 8, photometric: blackIsZero, more: more}.file(sampleOf(8))
		facts := formattest.Probe(t, format.Table{tiffFormat}, file)
		var found format.Findings
		if _, _, err := formattest.Decode(t.Context(), file, facts, &found); err == nil || found.Damage != nil {
			t.Errorf("%s: %v, damage %v", name, err, found.Damage)
		}
	}
}

func TestWhatIsNotReadIsNamed(t *testing.T) {
	value := sampleOf(8)
	for want, r := range map[string]recipe{
		"TIFF compression 34712 (JPEG 2000)":         {more: map[uint16][]uint64{tagCompression: {34712}}},
		"TIFF compression 777":                       {more: map[uint16][]uint64{tagCompression: {777}}},
		"TIFF color space 8 (CIELab)":                {samples: 3, photometric: 8},
		"TIFF with inks other than CMYK":             {samples: 4, photometric: photometricInks, more: map[uint16][]uint64{tagInkSet: {2}}},
		"TIFF sample format 6":                       {bits: 32, format: 6},
		"TIFF with samples of 48 bits":               {bits: 48},
		"TIFF with samples of 8 bits":                {format: floatSamples},
		"TIFF with samples of different depths":      {samples: 3, photometric: 2, more: map[uint16][]uint64{tagBitsPerSample: {5, 6, 5}}},
		"TIFF with samples of different kinds":       {samples: 3, photometric: 2, more: map[uint16][]uint64{tagSampleFormat: {1, 1, 3}}},
		"TIFF with a palette and samples of 32 bits": {bits: 32, photometric: 3, more: map[uint16][]uint64{tagColorMap: make([]uint64, 3<<16)}},
	} {
		r.width, r.height = 4, 4
		formattest.CheckRefusals(t, tiffFormat, []formattest.Refusal{{Name: want, File: r.file(value), Unsupported: want}})
	}
}

func TestCancellingEndsTheDecoding(t *testing.T) {
	file := recipe{width: 8, height: 8, rows: 2, photometric: blackIsZero}.file(sampleOf(8))
	facts := formattest.Probe(t, format.Table{tiffFormat}, file)
	ctx, cancel := context.WithCancelCause(t.Context())
	parts := 0
	var found format.Findings
	err := tiffFormat.NewDecoder(0).Decode(ctx, file, &facts, &found, func(image.Image) error {
		parts++
		cancel(context.DeadlineExceeded)
		return nil
	})
	if err != context.DeadlineExceeded || parts != 1 || found.Damage != nil {
		t.Errorf("%v after %d parts, %v", err, parts, found.Damage)
	}
}

func TestStripsOfAnImpossibleSizeAreRefused(t *testing.T) {
	huge := map[uint16][]uint64{tagImageWidth: {1<<31 - 1}, tagImageLength: {1<<31 - 1}, tagRowsPerStrip: {1<<31 - 1},
		tagSamplesPerPixel: {1<<16 - 1}, tagCompression: {compressionLZW}}
	file := recipe{photometric: blackIsZero, bits: 64, more: huge}.file(sampleOf(64))
	formattest.CheckRefusals(t, tiffFormat, []formattest.Refusal{{Name: "huge", File: file, Malformed: "too large"}})
}
