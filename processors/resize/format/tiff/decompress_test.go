package tiff

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/bits"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/metadata/ifd"
)

// A packing is a way to compress tiles of samples that need not be bits.
type packing struct {
	compression int
	predictors  bool
	pack        func(data []byte) []byte
}

var packings = map[string]packing{
	"none":      {compressionNone, false, bytes.Clone},
	"PackBits":  {compressionPackBits, false, packBytes},
	"LZW":       {compressionLZW, true, func(data []byte) []byte { return packLZW(data, false, false) }},
	"old LZW":   {compressionLZW, true, func(data []byte) []byte { return packLZW(data, true, false) }},
	"deflate":   {compressionDeflate, true, deflated},
	"Deflate":   {compressionOldDeflate, true, deflated},
	"Zstandard": {compressionZstd, true, zstdPacked},
}

// packBytes makes PackBits of literals.
func packBytes(data []byte) (out []byte) {
	for ; len(data) > 0; data = data[min(len(data), 128):] {
		n := min(len(data), 128)
		out = append(append(out, byte(n-1)), data[:n]...)
	}
	return out
}

// with returns r compressed by p, with a predictor, in that order of bits.
func (r recipe) with(p packing, kind, fillOrder int) recipe {
	r = r.complete()
	stride := r.samples
	if r.planar {
		stride = 1
	}
	f := &predictor{kind: kind, bits: r.bits, stride: stride, order: r.order}
	r.more = map[uint16][]uint64{tagCompression: {uint64(p.compression)}, tagPredictor: {uint64(kind)}, tagFillOrder: {uint64(fillOrder)}}
	r.pack = func(rows []byte, rowBytes int) []byte {
		var data []byte
		for i := 0; i < len(rows); i += rowBytes {
			row := rows[i : i+rowBytes]
			if kind != predictorNone {
				row = predict(f, row)
			}
			data = append(data, row...)
		}
		data = p.pack(data)
		if fillOrder == 2 {
			for i, b := range data {
				data[i] = bits.Reverse8(b)
			}
		}
		return data
	}
	return r
}

func TestEveryCompressionGivesThePixels(t *testing.T) {
	const width, height = 53, 37
	layouts := map[string]recipe{
		"one strip": {}, "strips": {rows: 5}, "tiles": {tileWidth: 16, tileHeight: 16},
		"tiles beyond": {tileWidth: 64, tileHeight: 48}, "planar tiles": {tileWidth: 32, tileHeight: 16, planar: true},
	}
	for packName, p := range packings {
		for layout, r := range layouts {
			for _, order := range []ifd.ByteOrder{binary.LittleEndian, binary.BigEndian} {
				for _, depth := range []int{8, 16, 32} {
					for kind := predictorNone; kind <= predictorHorizontal; kind++ {
						if kind != predictorNone && !p.predictors {
							continue
						}
						fillOrder := 1 + (depth/16+len(layout))%2
						r.width, r.height, r.order, r.bits = width, height, order, depth
						r.samples, r.photometric = 3, photometricRGB
						value := sampleOf(depth)
						name := fmt.Sprintf("%s, %s, %v, %d bits, predictor %d, fill order %d", packName, layout, order, depth, kind, fillOrder)
						expect(t, name, r.with(p, kind, fillOrder).file(value), func(x, y int) [4]uint8 {
							return [4]uint8{level8(value(x, y, 0), depth), level8(value(x, y, 1), depth), level8(value(x, y, 2), depth), 255}
						})
					}
				}
			}
		}
	}
}

// All fax codings, in both orders of bits, with both meanings of 0.
func TestEveryFaxCodingGivesThePixels(t *testing.T) {
	const width, height = 75, 41
	value := func(x, y, _ int) uint64 { return uint64(x*x/9+y/3) >> 1 & 1 }
	for name, v := range faxVariants {
		compression, options := faxTags(name, v.coding)
		for _, r := range []recipe{{}, {rows: 7}, {tileWidth: 32, tileHeight: 16}} {
			for fillOrder := 1; fillOrder <= 2; fillOrder++ {
				for photometric := range 2 {
					r.width, r.height, r.bits, r.photometric = width, height, 1, photometric
					r.more = map[uint16][]uint64{tagCompression: {compression}, tagFillOrder: {uint64(fillOrder)}, tagT4Options: {options}}
					r.pack = func(rows []byte, rowBytes int) []byte {
						w := width
						if r.tileWidth > 0 {
							w = r.tileWidth
						}
						data := v.encode(unpacked(rows, rowBytes, w))
						if fillOrder == 2 {
							for i, b := range data {
								data[i] = bits.Reverse8(b)
							}
						}
						return data
					}
					expect(t, fmt.Sprintf("%s, fill order %d, photometric %d", name, fillOrder, photometric), r.file(value), func(x, y int) [4]uint8 {
						c := uint8(255 * (value(x, y, 0) ^ uint64(1-photometric)))
						return [4]uint8{c, c, c, 255}
					})
				}
			}
		}
	}
}

// faxTags returns Compression and T4Options of a coding.
func faxTags(name string, c faxCoding) (compression, options uint64) {
	switch {
	case c.t6:
		return compressionG4, 0
	case name == "RLE":
		return compressionRLE, 0
	case name == "RLEW":
		return compressionRLEW, 0
	case c.tagged:
		return compressionG3, t4TwoDimensional
	}
	return compressionG3, 0
}

// unpacked returns rows of bits as a byte for each of the first width.
func unpacked(rows []byte, rowBytes, width int) (lines [][]byte) {
	for ; len(rows) > 0; rows = rows[rowBytes:] {
		line := make([]byte, width)
		for x := range line {
			line[x] = rows[x/8] >> (7 - x%8) & 1
		}
		lines = append(lines, line)
	}
	return lines
}

func TestWhatCannotBeExpandedIsNamed(t *testing.T) {
	fields := func(more map[uint16]uint32) []byte {
		f := map[uint16]uint32{tagImageWidth: 8, tagImageLength: 8, tagBitsPerSample: 8, tagPhotometric: blackIsZero,
			tagStripOffsets: 8, tagStripByteCounts: 8}
		for tag, v := range more {
			f[tag] = v
		}
		return formattest.TIFF(-1, f)
	}
	formattest.CheckRefusals(t, tiffFormat, []formattest.Refusal{
		{Name: "JPEG 2000", File: fields(map[uint16]uint32{tagCompression: 34712}), Unsupported: "TIFF compression 34712 (JPEG 2000)"},
		{Name: "unknown", File: fields(map[uint16]uint32{tagCompression: 77}), Unsupported: "TIFF compression 77"},
		{Name: "fax of bytes", File: fields(map[uint16]uint32{tagCompression: 4}), Unsupported: "TIFF with fax coding and 8 bits a pixel"},
		{Name: "predictor", File: fields(map[uint16]uint32{tagCompression: 5, tagPredictor: 9}), Unsupported: "TIFF predictor 9"},
		{Name: "predictor of bits", File: fields(map[uint16]uint32{tagCompression: 5, tagPredictor: 2, tagBitsPerSample: 4}),
			Unsupported: "TIFF predictor 2 with samples of 4 bits"},
		{Name: "JPEG of 16 bits", File: fields(map[uint16]uint32{tagCompression: 7, tagBitsPerSample: 16}), Unsupported: "TIFF with JPEG samples of 16 bits"},
	})
}

// A predictor that is stated where none is used does not matter, as in libtiff.
func TestPredictorsOfOtherCompressionsAreIgnored(t *testing.T) {
	r := recipe{width: 9, height: 5, photometric: blackIsZero}.with(packings["PackBits"], predictorNone, 1)
	r.more[tagPredictor] = []uint64{predictorHorizontal}
	value := sampleOf(8)
	expect(t, "PackBits", r.file(value), func(x, y int) [4]uint8 {
		v := uint8(value(x, y, 0))
		return [4]uint8{v, v, v, 255}
	})
}

func TestAWrongChecksumIsANote(t *testing.T) {
	p := packing{compressionDeflate, false, func(data []byte) []byte {
		out := deflated(data)
		out[len(out)-1] ^= 1
		return out
	}}
	file := recipe{width: 9, height: 5, photometric: blackIsZero}.with(p, predictorNone, 1).file(sampleOf(8))
	var found format.Findings
	_, _, err := formattest.Decode(t.Context(), file, formattest.Probe(t, format.Table{tiffFormat}, file), &found)
	if err != nil || found.Damage != nil || fmt.Sprint(found.Notes) != "[tiff: a wrong checksum of compressed data]" {
		t.Errorf("%v, %v, %q", err, found.Damage, found.Notes)
	}
}
