package bmp

import (
	"bytes"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
)

func TestFacts(t *testing.T) {
	still := format.Facts{Width: 64, Height: 32, Frames: 1, FramePixels: 64 * 32, Orientation: 1}
	of := func(channels, depth int, alpha, palette bool) format.Facts {
		f := still
		f.Channels, f.Depth, f.Alpha, f.Palette, f.PlaneSamples = channels, depth, alpha, palette, int64(channels)*64*32
		return f
	}
	formattest.CheckHeaders(t, reads, []formattest.Header{
		{Name: "core", File: headers(headerCore, 64, 32, 24, 0), Want: of(3, 8, false, false)},
		{Name: "os2 short", File: headers(headerOS2Short, 64, 32, 8, 0), Want: of(1, 8, false, true)},
		{Name: "top down", File: headers(headerInfo, 64, -32, 4, 0), Want: of(1, 4, false, true)},
		{Name: "16 bit", File: headers(headerV2, 64, 32, 16, 3), Want: of(3, 5, false, false)},
		{Name: "16 bit with masks", File: headers(headerV2, 64, 32, 16, 3, 0xf800, 0x7e0, 0x1f), Want: of(3, 6, false, false)},
		{Name: "32 bit without a mask", File: headers(headerInfo, 64, 32, 32, 0), Want: of(4, 8, false, false)},
		{Name: "32 bit V3", File: headers(headerV3, 64, 32, 32, 3, 0xff, 0xff00, 0xff0000, 0xff000000), Want: of(4, 8, true, false)},
		{Name: "32 bit V5", File: headers(headerV5, 64, 32, 32, 3, 0x3ff, 0xffc00, 0x3ff00000, 0xc0000000), Want: of(4, 10, true, false)},
		{Name: "32 bit V5 without a mask", File: headers(headerV5, 64, 32, 32, 3), Want: of(4, 8, false, false)},
		{Name: "64 bit", File: headers(headerInfo, 64, 32, 64, 0), Want: of(4, 16, true, false)},
		{Name: "runs", File: headers(headerInfo, 64, 32, 8, 1), Want: of(1, 8, true, true)},
		{Name: "runs of colors", File: headers(headerOS2, 64, 32, 24, 4), Want: of(3, 8, true, false)},
	})
}

func TestBrokenHeadersAreRefused(t *testing.T) {
	formattest.CheckRefusals(t, reads, []formattest.Refusal{
		{Name: "cut", File: formattest.BMP(headerInfo, 1, 1, 24, 0)[:40], Malformed: "truncated"},
		{Name: "no width", File: formattest.BMP(headerInfo, 0, 1, 24, 0), Malformed: "width"},
		{Name: "of negative width", File: formattest.BMP(headerInfo, -1, 1, 24, 0), Malformed: "width"},
		{Name: "of lowest height", File: formattest.BMP(headerInfo, 1, -1<<31, 24, 0), Malformed: "height"},
		{Name: "without its PNG", File: headers(headerInfo, 1, 1, 0, 5), Malformed: "neither a JPEG nor a PNG"},
		{Name: "without depth", File: headers(headerInfo, 1, 1, 0, 0), Malformed: "bits"},
		{Name: "without pixels", File: formattest.BMP(headerInfo, 1, 1, 24, 0), Malformed: "outside the file"},
		{Name: "RLE8 of 4 bits", File: headers(headerInfo, 1, 1, 4, 1), Malformed: "compression 1 with 4 bits"},
		{Name: "of unknown compression", File: headers(headerInfo, 1, 1, 8, 9), Malformed: "compression 9"},
		{Name: "masks of palettes", File: headers(headerV5, 1, 1, 8, 3), Malformed: "compression 3 with 8 bits"},
		{Name: "CMYK", File: headers(headerV4, 1, 1, 32, 11), Unsupported: "BMP in CMYK"},
		{Name: "os2 with Huffman coding", File: headers(headerOS2, 64, 32, 1, 3), Unsupported: "BMP with Huffman coding"},
	})
}

// headers returns the headers of a BMP with bit masks, and bytes for a palette
// and some pixels after them.
func headers(size uint32, w, h int32, depth uint16, compression uint32, masks ...uint32) []byte {
	return testFile{header: size, width: w, height: h, depth: depth, compression: compression, masks: masks,
		palette: rgb, pixels: "12345678"}.bytes()
}

func TestTextsAreNoBMP(t *testing.T) {
	file := testFile{width: 1, height: 1, depth: 24, pixels: "1234"}.bytes()
	for name, c := range map[string]struct {
		at int
		v  byte
	}{"an odd header": {14, 41}, "two planes": {26, 2}, "3 bits": {28, 3}, "another letter": {1, 'A'}} {
		other := bytes.Clone(file)
		other[c.at] = c.v
		if !hasMagic(file) || hasMagic(other) || hasMagic(file[:25]) {
			t.Error(name)
		}
	}
	if hasMagic([]byte("BMW builds cars, and this is a text about them.")) {
		t.Error("a text")
	}
}
