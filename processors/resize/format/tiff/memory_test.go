package tiff

import (
	"image"
	"runtime"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
)

// What a decoder takes in all, garbage included, is what its file was admitted
// with at most, whatever expands the data.
func TestExpandingTakesNoMoreThanItIsAdmittedWith(t *testing.T) {
	const width, height = 300, 200
	value := sampleOf(8)
	rgb := recipe{width: width, height: height, samples: 3, photometric: photometricRGB}
	files := map[string][]byte{}
	for name, p := range packings {
		files[name] = rgb.with(p, predictorNone, 1).file(value)
		files[name+", reversed"] = rgb.with(p, predictorNone, 2).file(value)
	}
	wide := recipe{width: 40000, height: 3, samples: 3, photometric: photometricRGB}
	files["wide"] = wide.with(packings["deflate"], predictorNone, 1).file(value)
	floats := recipe{width: width, height: height, bits: 32, format: floatSamples, photometric: blackIsZero}
	files["floats"] = floats.with(packings["deflate"], predictorFloat, 1).file(sampleOf(30))
	for name, v := range faxVariants {
		compression, options := faxTags(name, v.coding)
		r := recipe{width: 20000, height: 12, bits: 1, photometric: whiteIsZero}
		r.more = map[uint16][]uint64{tagCompression: {compression}, tagT4Options: {options}}
		r.pack = func(rows []byte, rowBytes int) []byte { return v.encode(unpacked(rows, rowBytes, 20000)) }
		// Pixels in turn are as many changes as there can be.
		files[name] = r.file(func(x, y, _ int) uint64 { return uint64(x+y) & 1 })
	}
	for name, file := range files {
		facts := formattest.Probe(t, format.Table{tiffFormat}, file)
		decoder := tiffFormat.NewDecoder(0)
		var found format.Findings
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := decoder.Decode(t.Context(), file, &facts, &found, func(image.Image) error { return nil })
		runtime.ReadMemStats(&after)
		took, most := float64(after.TotalAlloc-before.TotalAlloc), decoderBytes(&facts)+fixedBytes
		if err != nil || found.Damage != nil || took > most {
			t.Errorf("%s: %.0f bytes, admitted with %.0f; %v, %v", name, took, most, err, found.Damage)
		}
		t.Logf("%s: %.0f %% of %.0f", name, 100*took/most, most)
	}
}

// fixedBytes are tables and buffers whose size does not depend on the picture:
// less than what every picture is admitted with besides.
const fixedBytes = 256 << 10
