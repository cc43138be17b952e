package webp

import (
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/metadata"
)

func TestFacts(t *testing.T) {
	still := format.Facts{Width: 64, Height: 32, Frames: 1, FramePixels: 64 * 32, Orientation: 1}
	of := func(channels, frames int, pixels int64) format.Facts {
		f := still
		f.Channels, f.Depth, f.Alpha, f.Frames, f.FramePixels = channels, 8, channels == 4, frames, pixels
		f.PlaneSamples, f.Composed = int64(channels)*64*32, true
		return f
	}
	turned := of(3, 1, 6)
	turned.Orientation = 4
	anmf := func(w, h byte) []byte {
		return appendChunk(nil, "ANMF", []byte{0, 0, 0, 0, 0, 0, w - 1, 0, 0, h - 1, 0, 0, 0, 0, 0, 0})
	}
	formattest.CheckHeaders(t, Format, []formattest.Header{
		{Name: "animation", File: formattest.WebP(flagAnimation|flagAlpha, 64, 32, anmf(64, 32), anmf(3, 2)),
			Want: of(4, 2, 64*32+6)},
		{Name: "animation, cut", File: formattest.WebP(flagAnimation, 64, 32, anmf(3, 2), anmf(3, 2)[:20]),
			Want: of(3, 1, 6)},
		{Name: "animation with Exif", File: formattest.WebP(flagAnimation, 64, 32, anmf(3, 2), formattest.WebPChunk(nil, "EXIF", append([]byte(metadata.EXIFSignature), metadata.AppendOrientation(nil, 4)...))),
			Want: turned},
	})
}

func TestBrokenHeadersAreRefused(t *testing.T) {
	formattest.CheckRefusals(t, Format, []formattest.Refusal{
		{Name: "cut", File: []byte(formattest.WebPLossy[:18]), Malformed: "truncated"},
		{Name: "cut in the picture's head", File: []byte(formattest.WebPLossy[:28]), Malformed: "truncated"},
		{Name: "with sound", File: []byte("RIFF\x0c\x00\x00\x00WEBPfmt \x00\x00\x00\x00"), Malformed: "no picture"},
		{Name: "without picture", File: formattest.WebP(0, 1, 1), Malformed: "no picture"},
		{Name: "animation without frames", File: formattest.WebP(flagAnimation, 7, 5, []byte(formattest.WebPLossless[12:])), Malformed: "no picture"},
		{Name: "larger inside", File: formattest.WebP(0, 6, 5, []byte(formattest.WebPLossless[12:])), Malformed: "canvas"},
		{Name: "canvas", File: formattest.WebP(0, 1<<24, 1<<24), Malformed: "canvas"},
	})
}
