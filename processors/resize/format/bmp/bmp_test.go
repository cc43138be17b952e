package bmp

import (
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
)

// Seeds are of every way to store pixels.
func FuzzBMP(f *testing.F) {
	var seeds [][]byte
	for _, s := range []testFile{
		{width: 3, height: 2, depth: 1, palette: rgb[:8], pixels: "\x40\x00\x00\x00\xa0\x00\x00\x00"},
		{width: 5, height: -1, depth: 2, palette: rgb, pixels: "\x1b\xc0\x00\x00"},
		{width: 3, height: 1, depth: 4, palette: rgb, colours: 4, pixels: "\x12\x30\x00\x00"},
		{header: headerCore, width: 2, height: 1, depth: 8, palette: rgb[:6], pixels: "\x01\x00\x00\x00"},
		{header: headerOS2Short, width: 1, height: 1, depth: 8, palette: rgb, pixels: "\x03\x00\x00\x00"},
		{width: 2, height: 1, depth: 16, pixels: "\x1f\x7c\xe1\x83"},
		{width: 1, height: 1, depth: 16, compression: compressionBits, masks: []uint32{0xf800, 0x7e0, 0x1f}, pixels: "\x41\x08\x00\x00"},
		{width: 1, height: 1, depth: 32, compression: compressionAlphaBits, masks: []uint32{0x3ff, 0xffc00, 0x3ff00000, 0xc0000000}, pixels: "\x02\x0c\xf0\xbf"},
		{header: headerV2, width: 1, height: 1, depth: 32, compression: compressionBits, masks: []uint32{0xfe000000, 0x1ffff80, 0x7f}, pixels: "\x01\x01\x01\x02"},
		{header: headerV5, width: 2, height: 1, depth: 32, compression: compressionBits, masks: []uint32{0xff0000, 0xff00, 0xff, 0xff000000}, pixels: "\x01\x02\x03\x04\x05\x06\x07\x08"},
		{width: 1, height: 2, depth: 24, pixels: "\x01\x02\x03\x00\x04\x05\x06\x00"},
		{width: 1, height: 1, depth: 64, pixels: "\x00\x20\x00\x10\x00\x00\x00\x20"},
		{width: 3, height: 2, depth: 8, compression: compressionRLE8, palette: rgb, colours: 4,
			pixels: "\x01\x00\x00\x02\x01\x00\x01\x01\x00\x00" + "\x00\x03\x00\x01\x02\x00" + "\x00\x01"},
		{width: 5, height: 1, depth: 4, compression: compressionRLE4, palette: rgb, colours: 4, pixels: "\x00\x05\x01\x20\x10\x00\x00\x01"},
		{header: headerOS2, width: 3, height: 1, depth: 24, compression: compressionRLE24, pixels: "\x02\x03\x02\x01\x01\x06\x05\x04\x00\x01"},
		{header: headerV5, width: 3, height: 3, compression: compressionPNG, pixels: "PNG"},
	} {
		seeds = append(seeds, s.bytes())
	}
	file, err := formattest.Encode(f.Context(), reads, formattest.Colourful(19, 23, true), format.EncodeOptions{})
	if err != nil {
		f.Fatal(err)
	}
	formattest.Fuzz(f, reads, append(seeds, file)...)
}
