package tiff

import (
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/metadata/ifd"
)

func TestFacts(t *testing.T) {
	still := format.Facts{Width: 64, Height: 32, Frames: 1, FramePixels: 64 * 32, Orientation: 1}
	with := func(change func(*format.Facts)) format.Facts {
		f := still
		f.Channels, f.Depth, f.PlaneSamples = 1, 1, 64*32
		change(&f)
		return f
	}
	page := func(w, h uint32, more ...uint32) map[uint16]uint32 {
		m := map[uint16]uint32{tagImageWidth: w, tagImageLength: h}
		for i := 0; i < len(more); i += 2 {
			m[uint16(more[i])] = more[i+1]
		}
		return m
	}
	formattest.CheckHeaders(t, Format, []formattest.Header{
		{Name: "with nothing said", File: formattest.TIFF(-1, page(64, 32)), Want: with(func(i *format.Facts) {})},
		{Name: "tiff", File: formattest.TIFF(-1, page(64, 32, tagBitsPerSample, 8, tagSamplesPerPixel, 4, tagExtraSamples, 2, ifd.TagOrientation, 5)),
			Want: with(func(i *format.Facts) {
				i.Channels, i.Depth, i.Alpha, i.Orientation, i.PlaneSamples = 4, 8, true, 5, 4*64*32
			})},
		{Name: "palette", File: formattest.TIFF(-1, page(64, 32, tagBitsPerSample, 4, tagPhotometric, 3)),
			Want: with(func(i *format.Facts) { i.Depth, i.Palette = 4, true })},
		{Name: "pages, thumbnail, mask", File: formattest.TIFF(-1, page(64, 32), page(10, 10, tagNewSubfileType, 1), page(5, 3),
			page(64, 32, tagNewSubfileType, 4), page(6, 3, tagSubfileType, 2), page(2, 2, tagNewSubfileType, 2)),
			Want: with(func(i *format.Facts) { i.Frames, i.FramePixels = 3, 64*32+15+4 })},
		{Name: "pages in a loop", File: formattest.TIFF(1, page(64, 32), page(5, 3), page(2, 2)),
			Want: with(func(i *format.Facts) { i.Frames, i.FramePixels = 3, 64*32+15+4 })},
		{Name: "page outside the file", File: formattest.TIFF(-1, page(64, 32))[:8+2+24+1],
			Want: with(func(i *format.Facts) {})},
	})
}

func TestBrokenHeadersAreRefused(t *testing.T) {
	page := map[uint16]uint32{tagImageWidth: 1, tagImageLength: 1}
	dng := map[uint16]uint32{tagImageWidth: 1, tagImageLength: 1, tagDNGVersion: 0x0401}
	huge := map[uint16]uint32{tagImageWidth: 1 << 31, tagImageLength: 1}
	// farDepth is a directory whose three depths are at off.
	farDepth := func(off uint32) []byte {
		file := formattest.TIFF(-1, map[uint16]uint32{tagImageWidth: 1, tagImageLength: 1, tagBitsPerSample: off})
		file[8+2+2*12+4] = 3
		return file
	}
	formattest.CheckRefusals(t, Format, []formattest.Refusal{
		{Name: "cut", File: formattest.TIFF(-1, page)[:20], Malformed: "truncated"},
		{Name: "directory outside", File: []byte("II*\x00\xff\xff\xff\xff"), Malformed: "outside"},
		{Name: "without size", File: formattest.TIFF(-1, map[uint16]uint32{}), Malformed: "no width"},
		{Name: "too wide", File: formattest.TIFF(-1, huge), Malformed: "too large"},
		{Name: "with depths outside", File: farDepth(1000), Malformed: "no value for tag 258"},
		{Name: "with depths in the header", File: farDepth(4), Malformed: "no value for tag 258"},
		{Name: "DNG", File: formattest.TIFF(-1, dng), Unsupported: "camera raw (DNG)"},
	})
}
