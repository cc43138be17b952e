package formats

import (
	"bytes"
	"encoding/binary"
	"image/gif"
	"testing"

	"fanout/processors/resize/format"
)

// anmf returns an ANMF chunk's data: a frame of w×h at x, y that holds picture.
func anmf(x, y, w, h int, picture []byte) []byte {
	return append(append(uint24s(nil, x/2, y/2, w-1, h-1, 100), 0), picture...)
}

// riff joins chunks to an animated WebP of w×h.
func riff(w, h int, frames ...[]byte) []byte {
	file := []byte("RIFF\x00\x00\x00\x00WEBP")
	file = appendWebPChunk(file, "VP8X", uint24s([]byte{2, 0, 0, 0}, w-1, h-1))
	file = appendWebPChunk(file, "ANIM", make([]byte, 6))
	for _, f := range frames {
		file = appendWebPChunk(file, "ANMF", f)
	}
	binary.LittleEndian.PutUint32(file[4:], uint32(len(file)-8))
	return file
}

// uint24s appends numbers of 24 bits, low byte first.
func uint24s(b []byte, numbers ...int) []byte {
	for _, n := range numbers {
		b = append(b, byte(n), byte(n>>8), byte(n>>16))
	}
	return b
}

// webpFrame returns the chunks of an opaque picture.
func webpFrame(t testing.TB, w, h int) []byte {
	t.Helper()
	file, err := encode(t.Context(), WebP, colourful(w, h, true), format.EncodeOptions{Quality: 80})
	if err != nil {
		t.Fatal(err)
	}
	return file[12:]
}

func TestAWebPFrameOutsideItsCanvasIsRefused(t *testing.T) {
	frame := webpFrame(t, 20, 20)
	for _, f := range [][]byte{anmf(0, 0, 20, 20, frame), anmf(10, 0, 8, 8, frame), anmf(0, 14, 8, 8, frame)} {
		file := riff(16, 16, anmf(0, 0, 16, 16, webpFrame(t, 16, 16)), f)
		if _, err := All.Probe(bytes.NewReader(file), int64(len(file)), "x.webp"); err == nil {
			t.Error("no error")
		}
	}
}

// What lies behind the end that the file states is no part of it, for the
// limits and for the decoder alike.
func TestWebPFramesBehindTheEndAreNotDecoded(t *testing.T) {
	small := webpFrame(t, 1, 1)
	file := riff(1, 1, anmf(0, 0, 1, 1, small), anmf(0, 0, 1, 1, small))
	file = appendWebPChunk(file, "ANMF", anmf(0, 0, 300, 300, webpFrame(t, 300, 300)))
	a := framesOf(t, file)
	if a.Count != 2 {
		t.Errorf("%d frames, want 2", a.Count)
	}
	checkAnimation(t, a, probe(t, file))
}

func TestAnAnimatedWebPMayHaveOneFrame(t *testing.T) {
	file := riff(16, 16, anmf(0, 0, 16, 16, webpFrame(t, 16, 16)))
	if d := difference(t, pictureOf(t, file), colourful(16, 16, true)); d > 20 {
		t.Errorf("mean difference %.2f levels", d)
	}
}

// image/gif takes 13 bytes of a plain text extension whatever they say. A
// walk that believes them would miss the frames behind.
func TestNoGIFFrameHidesFromTheLimits(t *testing.T) {
	file := encodeGIF(t, moving())
	for name, extension := range map[string][]byte{
		"plain text with a length of 1":  {0x21, 0x01, 1, 0xaa, 0, 0x99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
		"application with a length of 0": {0x21, 0xff, 0, 2, 7, 7, 0},
		"application with a length of 9": {0x21, 0xff, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 0, 0},
		"comment":                        {0x21, 0xfe, 1, 0x2c, 0},
	} {
		at := bytes.Index(file, []byte{0x21, 0xf9}) // the first frame's control
		hidden := append(append(bytes.Clone(file[:at]), extension...), file[at:]...)
		all, err := gif.DecodeAll(bytes.NewReader(hidden))
		if err != nil {
			t.Fatal(name, err)
		}
		if info := probe(t, hidden); info.Frames != len(all.Image) {
			t.Errorf("%s: the walk sees %d frames, the decoder %d", name, info.Frames, len(all.Image))
		}
	}
}

// Whatever image/gif decodes, the walk has counted: in frames and in pixels.
func FuzzGIFFrames(f *testing.F) {
	f.Add(encodeGIF(f, moving()))
	f.Add(append(encodeGIF(f, moving())[:200], 0x21, 0x01, 1, 0xaa, 0, 0x99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
	f.Fuzz(func(t *testing.T, file []byte) {
		cfg, err := gif.DecodeConfig(bytes.NewReader(file))
		if err != nil || cfg.Width*cfg.Height > 1<<14 {
			return
		}
		all, err := gif.DecodeAll(bytes.NewReader(file))
		if err != nil {
			return
		}
		info, err := All.Probe(bytes.NewReader(file), int64(len(file)), "fuzz.gif")
		if err != nil {
			return
		}
		pixels := int64(0)
		for _, img := range all.Image {
			pixels += int64(img.Rect.Dx()) * int64(img.Rect.Dy())
		}
		if len(all.Image) > info.Frames || pixels > info.FramePixels {
			t.Errorf("%d frames of %d pixels decoded, %d of %d announced", len(all.Image), pixels, info.Frames, info.FramePixels)
		}
	})
}

// Transparency comes out of a WebP exactly as it went in, whatever its shape,
// and in few bytes.
func TestWebPTransparencyIsExact(t *testing.T) {
	const size = 300
	img := colourful(size, size, true)
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
		file, err := encode(t.Context(), WebP, img, format.EncodeOptions{Quality: 80})
		if err != nil {
			t.Fatal(err)
		}
		if len(file) > c.most {
			t.Errorf("%s: %d bytes, want at most %d", name, len(file), c.most)
		}
		got := pictureOf(t, file)
		for i := 3; i < len(got.Pix); i += 4 {
			if got.Pix[i] != img.Pix[i] {
				t.Fatalf("%s: alpha of pixel %d is %d, want %d", name, i/4, got.Pix[i], img.Pix[i])
			}
		}
		if d := difference(t, got, img); d > 6 {
			t.Errorf("%s: mean difference %.2f levels", name, d)
		}
	}
}
