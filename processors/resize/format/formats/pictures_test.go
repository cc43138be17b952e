package formats

import (
	"bytes"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
)

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
		file, err := formattest.Encode(t.Context(), WebP, img, format.EncodeOptions{Quality: 90})
		b.Write(file)
		return err
	})
	return files
}
