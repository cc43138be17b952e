package bmp

import (
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
	formattest.CheckHeaders(t, Format, []formattest.Header{
		{Name: "core", File: formattest.BMP(headerCore, 64, 32, 24, 0), Want: of(3, 8, false, false)},
		{Name: "os2 short", File: formattest.BMP(headerOS2Short, 64, 32, 8, 0), Want: of(1, 8, false, true)},
		{Name: "top down", File: formattest.BMP(headerInfo, 64, -32, 4, 0), Want: of(1, 4, false, true)},
		{Name: "16 bit", File: formattest.BMP(headerV2, 64, 32, 16, 3), Want: of(3, 5, false, false)},
		{Name: "32 bit without a mask", File: formattest.BMP(headerInfo, 64, 32, 32, 0), Want: of(4, 8, false, false)},
		{Name: "32 bit V3", File: formattest.BMP(headerV3, 64, 32, 32, 3), Want: of(4, 8, true, false)},
		{Name: "32 bit V5", File: formattest.BMP(headerV5, 64, 32, 32, 3), Want: of(4, 8, true, false)},
		{Name: "os2 with Huffman coding", File: formattest.BMP(headerOS2, 64, 32, 1, 4), Want: of(1, 1, false, true)},
	})
}

func TestBrokenHeadersAreRefused(t *testing.T) {
	formattest.CheckRefusals(t, Format, []formattest.Refusal{
		{Name: "cut", File: formattest.BMP(headerInfo, 1, 1, 24, 0)[:40], Malformed: "truncated"},
		{Name: "no width", File: formattest.BMP(headerInfo, 0, 1, 24, 0), Malformed: "width"},
		{Name: "of negative width", File: formattest.BMP(headerInfo, -1, 1, 24, 0), Malformed: "width"},
		{Name: "of lowest height", File: formattest.BMP(headerInfo, 1, -1<<31, 24, 0), Malformed: "height"},
		{Name: "with a PNG", File: formattest.BMP(headerInfo, 1, 1, 0, 5), Unsupported: "BMP with a JPEG or PNG inside"},
		{Name: "without depth", File: formattest.BMP(headerInfo, 1, 1, 0, 0), Malformed: "bits"},
	})
}
