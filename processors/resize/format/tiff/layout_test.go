package tiff

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/metadata/ifd"
)

// sampleOf returns a value for sample k at x, y that no other place near it
// has, of so many bits.
func sampleOf(bits int) func(x, y, k int) uint64 {
	return func(x, y, k int) uint64 {
		v := uint64(x*31+y*57+k*101+x*y) * 0x9e3779b97f4a7c15
		return v >> (64 - bits)
	}
}

func TestEveryLayoutGivesThePixels(t *testing.T) {
	const width, height = 53, 37
	layouts := map[string]recipe{
		"one strip":     {},
		"strips":        {rows: 5},
		"tiles":         {tileWidth: 16, tileHeight: 16},
		"tiles beyond":  {tileWidth: 64, tileHeight: 48},
		"planar strips": {rows: 7, planar: true},
		"planar tiles":  {tileWidth: 32, tileHeight: 16, planar: true},
		"unsorted":      {rows: 8, unsorted: true},
	}
	for name, r := range layouts {
		for _, order := range []ifd.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			for _, big := range []bool{false, true} {
				for _, bits := range []int{1, 4, 8, 12, 16} {
					r.width, r.height, r.order, r.big, r.bits = width, height, order, big, bits
					r.samples, r.photometric = 3, photometricRGB
					value := sampleOf(bits)
					expect(t, fmt.Sprint(name, order, big, bits), r.file(value), func(x, y int) [4]uint8 {
						return [4]uint8{level8(value(x, y, 0), bits), level8(value(x, y, 1), bits), level8(value(x, y, 2), bits), 255}
					})
				}
			}
		}
	}
}

// level8 brings a sample to 8 bits, by the definition.
func level8(v uint64, bits int) uint8 {
	return uint8(255*float64(v)/float64(uint64(1)<<bits-1) + 0.5)
}

// A strip is as high as the picture, or all are equally high, if nothing else
// is said; sizes of uncompressed data follow from the picture's, which is
// noted.
func TestMissingAndWrongListsAreGuessed(t *testing.T) {
	value := sampleOf(8)
	want := func(x, y int) [4]uint8 {
		v := uint8(value(x, y, 0))
		return [4]uint8{v, v, v, 255}
	}
	base := recipe{width: 20, height: 30, photometric: blackIsZero}
	noted := map[string]string{"no sizes": "missing", "a size of 0": "wrong", "a size too small": "wrong", "sizes like offsets": "wrong"}
	for name, change := range map[string]func(*recipe){
		"no rows":              func(r *recipe) { r.without = []uint16{tagRowsPerStrip} },
		"no rows in strips":    func(r *recipe) { r.rows, r.without = 10, []uint16{tagRowsPerStrip} },
		"rows of 0":            func(r *recipe) { r.more = map[uint16][]uint64{tagRowsPerStrip: {0}} },
		"rows without end":     func(r *recipe) { r.more = map[uint16][]uint64{tagRowsPerStrip: {1<<32 - 1}} },
		"no sizes":             func(r *recipe) { r.rows, r.without = 10, []uint16{tagStripByteCounts} },
		"a size of 0":          func(r *recipe) { r.more = map[uint16][]uint64{tagStripByteCounts: {0}} },
		"a size too small":     func(r *recipe) { r.more = map[uint16][]uint64{tagStripByteCounts: {7}} },
		"sizes like offsets":   func(r *recipe) { r.rows, r.more = 10, map[uint16][]uint64{tagStripByteCounts: {8, 208, 408}} },
		"no color space":       func(r *recipe) { r.without = []uint16{tagPhotometric} },
		"no planes":            func(r *recipe) { r.without = []uint16{tagPlanarConfig} },
		"separate planes of 1": func(r *recipe) { r.planar = true },
	} {
		r := base
		change(&r)
		file := r.file(value)
		if noted[name] == "" {
			expect(t, name, file, want)
			continue
		}
		img, _, found := decodeFile(t, file)
		compare(t, name, img, want)
		if found.Damage != nil || len(found.Notes) != 1 || !strings.Contains(found.Notes[0], noted[name]) {
			t.Errorf("%s: %v, %q", name, found.Damage, found.Notes)
		}
	}
}

func TestThePictureIsThePageOfFullResolution(t *testing.T) {
	w := &fileWriter{order: binary.LittleEndian}
	w.header()
	page := func(size, subfile, value uint64) {
		off := uint64(len(w.file))
		for range size * size {
			w.file = append(w.file, byte(value))
		}
		w.directory(map[uint16][]uint64{
			tagNewSubfileType: {subfile}, tagImageWidth: {size}, tagImageLength: {size}, tagBitsPerSample: {8},
			tagPhotometric: {blackIsZero}, tagStripOffsets: {off}, tagStripByteCounts: {size * size},
		}, false)
	}
	page(2, 1, 10)
	page(5, 0, 20)
	page(3, 4, 30)
	page(4, 2, 40)
	facts := formattest.Probe(t, format.Table{tiffFormat}, w.file)
	if facts.Width != 5 || facts.Page != 1 || facts.Frames != 2 || len(facts.Pages) != 2 {
		t.Fatalf("%+v", facts)
	}
	for i, want := range []struct{ size, value int }{{5, 20}, {4, 40}} {
		var found format.Findings
		img, _, err := formattest.Decode(t.Context(), w.file, facts.Pages[i], &found)
		if err != nil || found.Damage != nil || img.Rect.Dx() != want.size || int(img.Pix[0]) != want.value {
			t.Errorf("page %d: %v, %v, %v", i, img, found, err)
		}
	}
}

// The first of several fields with one tag counts.
func TestADoubledFieldCountsOnce(t *testing.T) {
	file := recipe{width: 9, photometric: blackIsZero}.file(sampleOf(8))
	at := len(file) - 4 - 12 // of the last entry
	copy(file[at:], []byte{tagImageWidth & 255, tagImageWidth >> 8, 4, 0, 1, 0, 0, 0, 5, 0, 0, 0})
	if facts := formattest.Probe(t, format.Table{tiffFormat}, file); facts.Width != 9 {
		t.Errorf("width %d", facts.Width)
	}
}
