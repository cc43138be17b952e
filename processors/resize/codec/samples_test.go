package codec

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"fanout/processors/resize/format"
)

// colourful returns a picture with every alpha and smooth colours.
func colourful(w, h int, opaque bool) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			a := uint8(255)
			if !opaque {
				a = uint8(x * 255 / max(1, w-1))
			}
			img.SetNRGBA(x, y, color.NRGBA{uint8(255 * x / w), uint8(255 * y / h), uint8(255 * (x + y) / (w + h)), a})
		}
	}
	return img
}

// probe reads file's header as the plan does.
func probe(t testing.TB, file []byte) format.Facts {
	t.Helper()
	info, err := format.Probe(bytes.NewReader(file), int64(len(file)), "test")
	if err != nil {
		t.Fatal(err)
	}
	return info
}

// decode probes and decodes file.
func decode(t testing.TB, file []byte) *Picture {
	t.Helper()
	pic, err := new(Decoder).Decode(context.Background(), file, probe(t, file), true)
	if err != nil {
		t.Fatal(err)
	}
	return pic
}

// stills returns img in every format that the standard encoders write, with
// the encoders' own idea of it where it is lossy.
func stills(t testing.TB, img *image.NRGBA) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	put := func(name string, encode func(*bytes.Buffer) error) {
		var b bytes.Buffer
		if err := encode(&b); err != nil {
			t.Fatal(name, err)
		}
		files[name] = b.Bytes()
	}
	put("jpeg", func(b *bytes.Buffer) error { return jpeg.Encode(b, img, nil) })
	put("png", func(b *bytes.Buffer) error { return png.Encode(b, img) })
	put("tiff", func(b *bytes.Buffer) error { return tiff.Encode(b, img, nil) })
	put("bmp", func(b *bytes.Buffer) error { return bmp.Encode(b, img) })
	put("gif", func(b *bytes.Buffer) error { return gif.Encode(b, img, nil) })
	put("webp", func(b *bytes.Buffer) error { return encodeWebP(b, img, img.Opaque(), 90) })
	return files
}

// difference returns the mean absolute difference of two pictures of one size,
// in levels, premultiplied, so that what cannot be seen does not count.
func difference(t testing.TB, a, b image.Image) float64 {
	t.Helper()
	if a.Bounds().Size() != b.Bounds().Size() {
		t.Fatalf("sizes %v and %v", a.Bounds(), b.Bounds())
	}
	sum := 0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			r1, g1, b1, a1 := a.At(a.Bounds().Min.X+x, a.Bounds().Min.Y+y).RGBA()
			r2, g2, b2, a2 := b.At(b.Bounds().Min.X+x, b.Bounds().Min.Y+y).RGBA()
			for _, d := range [4]int{int(r1) - int(r2), int(g1) - int(g2), int(b1) - int(b2), int(a1) - int(a2)} {
				sum += max(d, -d)
			}
		}
	}
	return float64(sum) / 257 / float64(4*a.Bounds().Dx()*a.Bounds().Dy())
}
