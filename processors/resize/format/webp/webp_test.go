package webp

import (
	"bytes"
	"encoding/binary"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
)

// anmfOf returns an ANMF chunk's data: a frame of w×h at x, y that holds
// picture.
func anmfOf(x, y, w, h int, picture []byte) []byte {
	return append(append(appendUint24(nil, x/2, y/2, w-1, h-1, 100), 0), picture...)
}

// riff joins chunks to an animated WebP of w×h.
func riff(w, h int, frames ...[]byte) []byte {
	file := []byte("RIFF\x00\x00\x00\x00WEBP")
	file = appendChunk(file, "VP8X", appendUint24([]byte{2, 0, 0, 0}, w-1, h-1))
	file = appendChunk(file, "ANIM", make([]byte, 6))
	for _, f := range frames {
		file = appendChunk(file, "ANMF", f)
	}
	binary.LittleEndian.PutUint32(file[4:], uint32(len(file)-8))
	return file
}

// frameChunks returns the chunks of an opaque picture.
func frameChunks(t testing.TB, w, h int) []byte {
	t.Helper()
	file, err := formattest.Encode(t.Context(), Format, formattest.Colourful(w, h, true), format.EncodeOptions{Quality: 80})
	if err != nil {
		t.Fatal(err)
	}
	return file[12:]
}

func TestAFrameOutsideItsCanvasIsRefused(t *testing.T) {
	frame := frameChunks(t, 20, 20)
	for _, f := range [][]byte{anmfOf(0, 0, 20, 20, frame), anmfOf(10, 0, 8, 8, frame), anmfOf(0, 14, 8, 8, frame)} {
		file := riff(16, 16, anmfOf(0, 0, 16, 16, frameChunks(t, 16, 16)), f)
		if _, err := (format.Table{Format}).Probe(bytes.NewReader(file), int64(len(file)), "x.webp"); err == nil {
			t.Error("no error")
		}
	}
}

// What follows the end that the file states is no part of it, for the
// limits and for the decoder alike.
func TestFramesAfterTheEndAreNotDecoded(t *testing.T) {
	small := frameChunks(t, 1, 1)
	file := riff(1, 1, anmfOf(0, 0, 1, 1, small), anmfOf(0, 0, 1, 1, small))
	file = appendChunk(file, "ANMF", anmfOf(0, 0, 300, 300, frameChunks(t, 300, 300)))
	a := formattest.Frames(t, format.Table{Format}, file)
	if a.Count != 2 {
		t.Errorf("%d frames, want 2", a.Count)
	}
	formattest.CheckAnimation(t, a, formattest.Probe(t, format.Table{Format}, file), new(format.Findings))
}

func TestAnAnimationMayHaveOneFrame(t *testing.T) {
	file := riff(16, 16, anmfOf(0, 0, 16, 16, frameChunks(t, 16, 16)))
	if d := formattest.Difference(t, formattest.Picture(t, format.Table{Format}, file), formattest.Colourful(16, 16, true)); d > 2 { // quality 80
		t.Errorf("mean difference %.2f levels", d)
	}
}

// Transparency comes out of a WebP exactly as it went in, whatever its shape,
// and in few bytes.
func TestTransparencyIsExact(t *testing.T) {
	const size = 300
	img := formattest.Colourful(size, size, true)
	for name, c := range map[string]struct {
		alpha func(x, y int) int
		most  int // bytes
	}{
		"soft disc": {func(x, y int) int { return min(255, max(0, 128*128-(x-150)*(x-150)-(y-150)*(y-150))/8) }, 8000},
		"hard edge": {func(x, y int) int { return (x + y) / size * 255 }, 2500},
		"ramp":      {func(x, y int) int { return x * 255 / size }, 2500},
		"noise":     {func(x, y int) int { return x * x * y * 7919 >> 3 & 255 }, 110_000},
	} {
		for y := range size {
			for x := range size {
				img.Pix[img.PixOffset(x, y)+3] = uint8(c.alpha(x, y))
			}
		}
		file, err := formattest.Encode(t.Context(), Format, img, format.EncodeOptions{Quality: 80})
		if err != nil {
			t.Fatal(err)
		}
		if len(file) > c.most {
			t.Errorf("%s: %d bytes, want at most %d", name, len(file), c.most)
		}
		got := formattest.Picture(t, format.Table{Format}, file)
		for i := 3; i < len(got.Pix); i += 4 {
			if got.Pix[i] != img.Pix[i] {
				t.Fatalf("%s: alpha of pixel %d is %d, want %d", name, i/4, got.Pix[i], img.Pix[i])
			}
		}
		if d := formattest.Difference(t, got, img); d > 0.6 { // quality 80
			t.Errorf("%s: mean difference %.2f levels", name, d)
		}
	}
}

func FuzzWebP(f *testing.F) {
	seeds := [][]byte{[]byte(formattest.WebPLossy), []byte(formattest.WebPAlpha), []byte(formattest.WebPLossless),
		riff(16, 16, anmfOf(0, 0, 16, 16, frameChunks(f, 16, 16)), anmfOf(2, 4, 8, 8, frameChunks(f, 8, 8)))}
	for name := range libwebpSums {
		seeds = append(seeds, testFile(f, name))
	}
	formattest.Fuzz(f, Format, seeds...)
}
