package formats

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

	"fanout/processors/resize/animation"
	"fanout/processors/resize/format"
	"fanout/processors/resize/pixels"
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
	facts, err := probeBytes(file, "test")
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

// decodeStill decodes file as the worker does, of several frames the first.
func decodeStill(ctx context.Context, file []byte, facts format.Facts) (img *image.NRGBA, gray bool, err error) {
	img = image.NewNRGBA(image.Rect(0, 0, facts.Width, facts.Height))
	gray = !facts.Composed
	err = facts.Format.NewDecoder(0).Decode(ctx, file, &facts, func(part image.Image) error {
		partGray, err := pixels.Copy(img, part)
		gray = gray && partGray
		return err
	})
	return img, gray, err
}

// pictureOf probes and decodes file.
func pictureOf(t testing.TB, file []byte) *image.NRGBA {
	t.Helper()
	img, _, err := decodeStill(t.Context(), file, probe(t, file))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// framesOf probes and decodes an animation.
func framesOf(t testing.TB, file []byte) *animation.Animation {
	t.Helper()
	facts := probe(t, file)
	a, err := facts.Format.NewDecoder(0).(format.FrameDecoder).DecodeFrames(t.Context(), file, &facts)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// encode makes a file of img, on white where the format has no transparency.
func encode(ctx context.Context, f *format.Format, img *image.NRGBA, opt format.EncodeOptions) ([]byte, error) {
	opt.Opaque = img.Opaque()
	if !opt.Opaque && !f.Alpha {
		img = &image.NRGBA{Pix: bytes.Clone(img.Pix), Stride: img.Stride, Rect: img.Rect}
		pixels.Flatten(img, color.NRGBA{255, 255, 255, 255})
		opt.Opaque = true
	}
	return f.NewEncoder(0).Encode(ctx, nil, img, opt)
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
	put("webp", func(b *bytes.Buffer) error {
		file, err := encode(t.Context(), WebP, img, format.EncodeOptions{Quality: 90})
		b.Write(file)
		return err
	})
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
