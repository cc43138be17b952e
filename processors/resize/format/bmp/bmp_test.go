package bmp

import (
	"bytes"
	"image"
	"image/color"
	"testing"

	"golang.org/x/image/bmp"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
)

// A BMP whose pixels point beyond its palette passes the decoder; it must not
// reach a library that would panic over it.
func TestABadPaletteIndexIsAnError(t *testing.T) {
	img := image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{color.Black, color.White})
	var b bytes.Buffer
	if err := bmp.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	file := b.Bytes()
	file[len(file)-1] = 200
	info := formattest.Probe(t, format.Table{Format}, file)
	for _, used := range []byte{2, 0} { // colours that the header declares; 0 means all 256
		file[46] = used
		_, _, err := formattest.Decode(t.Context(), file, info, new(format.Findings))
		if used == 2 && err == nil {
			t.Error("no error for colour 200 of 2")
		}
	}
}

func FuzzBMP(f *testing.F) {
	var b bytes.Buffer
	if err := bmp.Encode(&b, image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{color.Black, color.White})); err != nil {
		f.Fatal(err)
	}
	file, err := formattest.Encode(f.Context(), Format, formattest.Colourful(19, 23, true), format.EncodeOptions{})
	if err != nil {
		f.Fatal(err)
	}
	formattest.Fuzz(f, Format, b.Bytes(), file)
}
