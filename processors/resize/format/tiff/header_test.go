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
		f.Format, f.Channels, f.Depth, f.PlaneSamples, f.PartBytes = tiffFormat, 1, 1, 64*32, 64/8*32
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
	pages := func(all ...format.Facts) func(*format.Facts) {
		return func(i *format.Facts) {
			first := with(func(*format.Facts) {})
			i.Pages = append([]format.Facts{first}, all...)
			for _, p := range all {
				i.Frames, i.FramePixels = i.Frames+1, i.FramePixels+p.FramePixels
			}
		}
	}
	// small is a page of that index whose rows take a byte each.
	small := func(index, w, h int) format.Facts {
		return with(func(i *format.Facts) {
			i.Width, i.Height, i.Page = w, h, index
			i.FramePixels, i.PlaneSamples, i.PartBytes = int64(w*h), int64(w*h), int64(h)
		})
	}
	palette := formattest.TIFF(-1, page(64, 32, tagBitsPerSample, 4, tagPhotometric, 3, tagColorMap, 8))
	palette[8+2+4*12+4] = 3 << 4
	formattest.CheckHeaders(t, tiffFormat, []formattest.Header{
		{Name: "with nothing said", File: formattest.TIFF(-1, page(64, 32)), Want: with(func(i *format.Facts) {})},
		{Name: "tiff", File: formattest.TIFF(-1, page(64, 32, tagBitsPerSample, 8, tagSamplesPerPixel, 4, tagExtraSamples, 2, ifd.TagOrientation, 5)),
			Want: with(func(i *format.Facts) {
				i.Channels, i.Depth, i.Alpha, i.Orientation, i.PlaneSamples, i.PartBytes = 4, 8, true, 5, 4*64*32, 4*64*32
			})},
		{Name: "palette", File: palette,
			Want: with(func(i *format.Facts) { i.Depth, i.Palette, i.PartBytes = 4, true, 64/2*32 })},
		{Name: "pages, thumbnail, mask", File: formattest.TIFF(-1, page(64, 32), page(10, 10, tagNewSubfileType, 1), page(5, 3),
			page(64, 32, tagNewSubfileType, 4), page(6, 3, tagSubfileType, 2), page(2, 2, tagNewSubfileType, 2)),
			Want: with(pages(small(2, 5, 3), small(5, 2, 2)))},
		{Name: "a thumbnail first", File: formattest.TIFF(-1, page(6, 4, tagNewSubfileType, 1), page(5, 3)),
			Want: small(1, 5, 3)},
		{Name: "a thumbnail alone", File: formattest.TIFF(-1, page(5, 3, tagNewSubfileType, 1)),
			Want: small(0, 5, 3)},
		{Name: "pages in a loop", File: formattest.TIFF(1, page(64, 32), page(5, 3), page(2, 2)),
			Want: with(pages(small(1, 5, 3), small(2, 2, 2)))},
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
	formattest.CheckRefusals(t, tiffFormat, []formattest.Refusal{
		{Name: "cut", File: formattest.TIFF(-1, page)[:20], Malformed: "truncated"},
		{Name: "directory outside", File: []byte("II*\x00\xff\xff\xff\xff"), Malformed: "outside"},
		{Name: "without size", File: formattest.TIFF(-1, map[uint16]uint32{}), Malformed: "no width"},
		{Name: "too wide", File: formattest.TIFF(-1, huge), Malformed: "too large"},
		{Name: "palette without colors", File: formattest.TIFF(-1, map[uint16]uint32{tagImageWidth: 1, tagImageLength: 1, tagPhotometric: 3}),
			Malformed: "no color map"},
		{Name: "with depths outside", File: farDepth(1000), Malformed: "no value for tag 258"},
		{Name: "with depths in the header", File: farDepth(4), Malformed: "no value for tag 258"},
		{Name: "DNG", File: formattest.TIFF(-1, dng), Unsupported: "camera raw (DNG)"},
	})
}
