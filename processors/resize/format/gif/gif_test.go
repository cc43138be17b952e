package gif

import (
	"bytes"
	"image/gif"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/metadata"
)

// image/gif takes 13 bytes of a plain text extension, whatever length they
// state. A walk that believes them would miss the frames after it.
func TestNoFrameHidesFromTheLimits(t *testing.T) {
	file := formattest.EncodeGIF(t, formattest.Moving())
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
		if info := formattest.Probe(t, format.Table{Format}, hidden); info.Frames != len(all.Image) {
			t.Errorf("%s: the walk sees %d frames, the decoder %d", name, info.Frames, len(all.Image))
		}
	}
}

// Whatever image/gif decodes, the walk has counted: in frames and in pixels.
func FuzzFrames(f *testing.F) {
	f.Add(formattest.EncodeGIF(f, formattest.Moving()))
	f.Add(append(formattest.EncodeGIF(f, formattest.Moving())[:200], 0x21, 0x01, 1, 0xaa, 0, 0x99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
	f.Fuzz(func(t *testing.T, file []byte) {
		cfg, err := gif.DecodeConfig(bytes.NewReader(file))
		if err != nil || cfg.Width*cfg.Height > 1<<14 {
			return
		}
		all, err := gif.DecodeAll(bytes.NewReader(file))
		if err != nil {
			return
		}
		info, err := (format.Table{Format}).Probe(bytes.NewReader(file), int64(len(file)), "fuzz.gif")
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

func TestVersion87aBecomes89aWithItsProfile(t *testing.T) {
	var b bytes.Buffer
	if err := gif.Encode(&b, formattest.Colourful(7, 5, true), nil); err != nil {
		t.Fatal(err)
	}
	file := append([]byte("GIF87a"), b.Bytes()[6:]...)
	out, err := Format.Embed(nil, file, metadata.Set{ICC: formattest.Profile(600, "RGB ")})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(out, []byte("GIF89a")) {
		t.Errorf("version %q", out[:6])
	}
	if formattest.Difference(t, formattest.Picture(t, format.Table{Format}, out), formattest.Picture(t, format.Table{Format}, file)) != 0 {
		t.Error("other pixels")
	}
}

func FuzzGIF(f *testing.F) {
	formattest.Fuzz(f, Format, formattest.EncodeGIF(f, formattest.Moving()))
}
