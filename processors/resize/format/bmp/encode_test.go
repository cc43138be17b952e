package bmp

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"testing"

	"golang.org/x/image/bmp"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
)

// colorful returns a picture of that many colors, or grays.
func colourful(w, h, colours int, gray bool) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		n := i * 7 % colours
		v := uint8(n)
		c := color.NRGBA{v, 255 - v, uint8(n / 256), 255}
		if gray {
			c = color.NRGBA{v, v, v, 255}
		}
		img.SetNRGBA(i%w, i/w, c)
	}
	return img
}

func TestFilesAreTheSmallestThatAllReadersTake(t *testing.T) {
	const headers = fileHeaderBytes + headerInfo
	for _, c := range []struct {
		colours       int
		gray          bool
		depth, length int
	}{
		{1, false, 1, headers + 2*4 + 21*8},
		{2, true, 1, headers + 2*4 + 21*8},
		{3, false, 4, headers + 3*4 + 21*20},
		{16, true, 4, headers + 16*4 + 21*20},
		{17, false, 8, headers + 17*4 + 21*40},
		{17, true, 8, headers + 256*4 + 21*40}, // an index is its gray
		{256, false, 8, headers + 256*4 + 21*40},
		{257, false, 24, headers + 21*120},
	} {
		img := colourful(39, 21, c.colours, c.gray)
		file, err := formattest.Encode(t.Context(), reads, img, format.EncodeOptions{Gray: c.gray})
		if err != nil {
			t.Fatal(err)
		}
		if len(file) != c.length || int(file[28]) != c.depth || int(file[2])+int(file[3])<<8 != len(file) {
			t.Errorf("%d colors: %d bytes of %d bits a pixel, want %d of %d", c.colours, len(file), file[28], c.length, c.depth)
		}
		back := formattest.Picture(t, format.Table{reads}, file)
		theirs, err := bmp.Decode(bytes.NewReader(file))
		if err != nil || !bytes.Equal(back.Pix, img.Pix) || formattest.Difference(t, theirs, img) != 0 {
			t.Errorf("%d colors: another picture comes back, %v", c.colours, err)
		}
	}
}

func TestSmallGrayPicturesKeepTheirPalette(t *testing.T) {
	file, err := formattest.Encode(t.Context(), reads, colourful(8, 8, 64, true), format.EncodeOptions{Gray: true})
	if facts := formattest.Probe(t, format.Table{reads}, file); err != nil || !facts.Palette {
		t.Errorf("%+v, %v", facts, err)
	}
	file, err = formattest.Encode(t.Context(), reads, colourful(8, 8, 64, false), format.EncodeOptions{})
	if facts := formattest.Probe(t, format.Table{reads}, file); err != nil || facts.Palette {
		t.Errorf("%+v, %v", facts, err)
	}
}

func TestEncodeAppendsAndEndsWithTheContext(t *testing.T) {
	img := colourful(9, 9, 81, false)
	file, err := reads.NewEncoder(0).Encode(t.Context(), []byte("before"), img, format.EncodeOptions{Opaque: true})
	if err != nil || !bytes.HasPrefix(file, []byte("beforeBM")) {
		t.Errorf("%.10q, %v", file, err)
	}
	stop := errors.New("stop")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(stop)
	if _, err := reads.NewEncoder(0).Encode(ctx, nil, img, format.EncodeOptions{Opaque: true}); err != stop {
		t.Error(err)
	}
}
