package tiff

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"maps"
	"slices"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/metadata/ifd"
)

// variants returns a small file of each kind that is read.
func variants() [][]byte {
	colours := make([]uint64, 3<<4)
	for i := range colours {
		colours[i] = uint64(i * 1000)
	}
	recipes := []recipe{
		{photometric: blackIsZero, bits: 1}, {photometric: whiteIsZero, bits: 4, rows: 3},
		{photometric: photometricIndex, bits: 4, more: map[uint16][]uint64{tagColorMap: colours}},
		{photometric: photometricRGB, samples: 3, bits: 12}, {photometric: photometricRGB, samples: 3, rows: 2, planar: true},
		{photometric: photometricRGB, samples: 4, tileWidth: 16, tileHeight: 16, more: map[uint16][]uint64{tagExtraSamples: {1}}},
		{photometric: photometricRGB, samples: 4, bits: 16, planar: true, more: map[uint16][]uint64{tagExtraSamples: {1}}},
		{photometric: blackIsZero, samples: 2, bits: 16, more: map[uint16][]uint64{tagExtraSamples: {2}}},
		{photometric: photometricInks, samples: 4, tileWidth: 16, tileHeight: 32}, {photometric: blackIsZero, bits: 32, format: floatSamples},
		{photometric: blackIsZero, bits: 24, format: floatSamples}, {photometric: blackIsZero, bits: 16, format: signedSamples},
		{photometric: photometricYCbCr, samples: 3, more: map[uint16][]uint64{tagYCbCrSubSampling: {1, 1}}},
		{photometric: photometricYCbCr, samples: 3, rows: 4, more: map[uint16][]uint64{tagYCbCrSubSampling: {2, 2}}},
		{photometric: blackIsZero, bits: 1, more: map[uint16][]uint64{tagCompression: {compressionG4}}},
		{photometric: blackIsZero, bits: 1, more: map[uint16][]uint64{tagCompression: {compressionG3}, tagFillOrder: {2}}},
		{photometric: blackIsZero, rows: 4, more: map[uint16][]uint64{tagCompression: {compressionLZW}, tagPredictor: {2}}},
		{photometric: blackIsZero, rows: 4, more: map[uint16][]uint64{tagCompression: {compressionPackBits}}},
	}
	var files [][]byte
	for i, r := range recipes {
		r.width, r.height, r.first = 21, 13, i%2 == 0
		r.order, r.big = binary.LittleEndian, i%3 == 1
		if i%4 == 2 {
			r.order = ifd.ByteOrder(binary.BigEndian)
		}
		files = append(files, r.complete().file(sampleOf(max(r.bits, 1))))
	}
	return append(files, compressedVariants()...)
}

// compressedVariants returns a small file of each compression.
func compressedVariants() (files [][]byte) {
	r := recipe{width: 21, height: 13, rows: 5, samples: 3, photometric: photometricRGB, first: true}
	for _, name := range slices.Sorted(maps.Keys(packings)) {
		p := packings[name]
		files = append(files, r.with(p, predictorNone, 1).file(sampleOf(8)))
		if p.predictors {
			files = append(files, r.with(p, predictorHorizontal, 2).file(sampleOf(8)))
		}
	}
	f := recipe{width: 13, height: 5, bits: 32, format: floatSamples, photometric: blackIsZero, first: true}
	files = append(files, f.with(packings["deflate"], predictorFloat, 1).file(sampleOf(30)))
	for _, name := range slices.Sorted(maps.Keys(faxVariants)) {
		v := faxVariants[name]
		compression, options := faxTags(name, v.coding)
		r := recipe{width: 40, height: 13, bits: 1, rows: 6, photometric: whiteIsZero, first: true}
		r.more = map[uint16][]uint64{tagCompression: {compression}, tagT4Options: {options}}
		r.pack = func(rows []byte, rowBytes int) []byte { return v.encode(unpacked(rows, rowBytes, 40)) }
		files = append(files, r.complete().file(sampleOf(1)))
	}
	return files
}

// FuzzDecode decodes any bytes: nothing may panic, parts must lie in the
// picture and come from the top down, and the same file must give the same
// picture and findings again, from a decoder that has decoded it before, too.
func FuzzDecode(f *testing.F) {
	for _, file := range variants() {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		facts, err := format.Table{tiffFormat}.Probe(bytes.NewReader(file), int64(len(file)), "fuzz")
		if err != nil {
			return
		}
		pages := facts.Pages
		if pages == nil {
			pages = []format.Facts{facts}
		}
		decoder := tiffFormat.NewDecoder(1 << 20)
		for _, page := range pages[:min(len(pages), 4)] {
			formattest.CheckFacts(t, page)
			if format.Area(page.Width, page.Height) > 1<<14 {
				continue
			}
			var before string
			for range 2 {
				if got := outcome(t, decoder, file, &page); before != "" && got != before {
					t.Fatalf("first %s, then %s", before, got)
				} else {
					before = got
				}
			}
		}
	})
}

// outcome decodes a page and returns what came of it.
func outcome(t *testing.T, decoder format.Decoder, file []byte, facts *format.Facts) string {
	var found format.Findings
	img := image.NewNRGBA(image.Rect(0, 0, facts.Width, facts.Height))
	top := 0
	sum := uint64(14695981039346656037)
	err := decoder.Decode(t.Context(), file, facts, &found, func(part image.Image) error {
		b := part.Bounds()
		if !b.In(img.Rect) || b.Empty() || b.Max.Y <= top && b.Min.X == 0 && top > 0 {
			t.Fatalf("a part of %v in %v, after row %d", b, img.Rect, top)
		}
		if b.Max.X == facts.Width {
			top = b.Max.Y
		}
		for y := b.Min.Y; y < b.Max.Y; y++ {
			for x := b.Min.X; x < b.Max.X; x++ {
				r, g, b, a := part.At(x, y).RGBA()
				sum = (sum ^ uint64(r)<<48 ^ uint64(g)<<32 ^ uint64(b)<<16 ^ uint64(a)) * 1099511628211
			}
		}
		if !facts.Alpha && !part.(interface{ Opaque() bool }).Opaque() {
			t.Fatal("transparent pixels in an opaque page")
		}
		return nil
	})
	if err != nil && found.Damage != nil {
		t.Fatalf("%v, with damage: %v", err, found.Damage)
	}
	return fmt.Sprint(sum, err, found.Damage, found.Notes)
}
