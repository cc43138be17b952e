package vp8

import (
	"bytes"
	"encoding/binary"
	"image"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/image/vp8"

	"fanout/processors/resize/format/formattest"
)

// frames returns the key frames of the lossy files in the testdata of package
// webp, of which each has one, at its end.
func frames(t testing.TB) (frames [][]byte) {
	t.Helper()
	paths, err := filepath.Glob("../testdata/*.webp")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if i := bytes.Index(file, []byte("VP8 ")); i >= 0 {
			n := binary.LittleEndian.Uint32(file[i+4:])
			frames = append(frames, file[i+8:][:n])
		}
	}
	if len(frames) < 5 {
		t.Fatalf("%d frames in testdata", len(frames))
	}
	return frames
}

// picture decodes a frame that fits w×h pixels.
func picture(t testing.TB, data []byte, w, h int) (*image.NRGBA, Progress) {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	lines := 0
	p, err := Decode(t.Context(), data, func(part *image.NRGBA) error {
		if part.Rect.Min.Y != lines || part.Rect.Dx() != w {
			t.Fatalf("part %v after %d lines", part.Rect, lines)
		}
		lines = part.Rect.Max.Y
		for y := range part.Rect.Dy() {
			copy(img.Pix[(part.Rect.Min.Y+y)*img.Stride:][:4*w], part.Pix[y*part.Stride:])
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if (lines == h) != (p.Decoded > p.Total-(w+15)/16) || lines > h {
		t.Fatalf("%d lines of %d, %+v", lines, h, p)
	}
	return img, p
}

// planes decodes a frame with golang.org/x/image.
func planes(data []byte) (*image.YCbCr, error) {
	d := vp8.NewDecoder()
	d.Init(bytes.NewReader(data), len(data))
	if _, err := d.DecodeFrameHeader(); err != nil {
		return nil, err
	}
	return d.DecodeFrame()
}

func TestFramesAreThoseOfAnotherDecoder(t *testing.T) {
	for i, data := range frames(t) {
		want, err := planes(data)
		if err != nil {
			t.Fatal(err)
		}
		got, p := picture(t, data, want.Rect.Dx(), want.Rect.Dy())
		if p.Decoded != p.Total || !bytes.Equal(got.Pix, formattest.AsLibwebp(want).(*image.NRGBA).Pix) {
			t.Errorf("frame %d: other pixels, %+v", i, p)
		}
	}
}

// What the size field of the first partition cannot hold is found.
func TestModesThatAreMissingAreFound(t *testing.T) {
	for i, data := range frames(t) {
		if !HasAllModes(data) {
			t.Errorf("frame %d: modes are missing", i)
		}
		cut := bytes.Clone(data)
		cut[1], cut[2] = cut[1]&3, 0 // fewer than 32 bytes
		cut[0] &= 0x1f
		if HasAllModes(cut) {
			t.Errorf("frame %d: no modes are missing", i)
		}
	}
}

// FuzzVP8 compares frames, which may be damaged, with what is there of them
// once their end is cut off. Where golang.org/x/image decodes a damaged frame
// it is no measure: libwebp's pixels, which these are, differ from its.
func FuzzVP8(f *testing.F) {
	for _, data := range frames(f) {
		f.Add(data, uint16(30))
	}
	f.Fuzz(func(t *testing.T, data []byte, less uint16) {
		h, err := ReadHeader(data)
		if err != nil || h.Width*h.Height > 1<<14 {
			return
		}
		HasAllModes(data)
		whole, p := picture(t, data, h.Width, h.Height)
		cut, q := picture(t, data[:max(HeaderBytes, len(data)-int(less))], h.Width, h.Height)
		if q.Decoded > p.Decoded {
			t.Fatalf("%d macroblocks, but of cut data %d", p.Decoded, q.Decoded)
		}
		// Rows above those that the cut row's filter would change.
		same := max(0, q.Decoded/((h.Width+15)/16)*16-8)
		if q.Decoded == p.Decoded {
			same = h.Height
		}
		if !bytes.Equal(whole.Pix[:same*whole.Stride], cut.Pix[:same*cut.Stride]) {
			t.Errorf("%d lines are not the same", same)
		}
	})
}
