package gif

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"strings"
	"testing"

	"fanout/processors/resize/animation"
	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/metadata"
)

// The frames are those that image/gif finds, whatever stands between them.
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

// Where image/gif and the decoder agree on the frames, they agree on every
// pixel.
func FuzzFrames(f *testing.F) {
	f.Add(formattest.EncodeGIF(f, formattest.Moving()))
	f.Add(append(formattest.EncodeGIF(f, formattest.Moving())[:200], 0x21, 0x01, 1, 0xaa, 0, 0x99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
	f.Add(file(head(2, 2, rgby), picture(image.Rect(0, 0, 2, 2), 0x40, rgby[:6], 0, 1, 1, 0), []byte{0x3b}))
	// a second control without a transparent index leaves that of the first
	f.Add(file(head(2, 1, rgby), control(1, 5, 0), control(1, 5, -1), picture(image.Rect(0, 0, 2, 1), 0, nil, 0, 1), []byte{0x3b}))
	f.Fuzz(func(t *testing.T, file []byte) {
		cfg, err := gif.DecodeConfig(bytes.NewReader(file))
		if err != nil || cfg.Width*cfg.Height > 1<<14 {
			return
		}
		all, err := gif.DecodeAll(bytes.NewReader(file))
		if err != nil {
			return
		}
		facts, err := (format.Table{Format}).Probe(bytes.NewReader(file), int64(len(file)), "fuzz.gif")
		if err != nil || facts.Frames != len(all.Image) || facts.Width != cfg.Width || facts.Height != cfg.Height {
			return
		}
		var found format.Findings
		a, err := Format.NewDecoder(0).(format.FrameDecoder).DecodeFrames(t.Context(), file, &facts, &found)
		if strings.Contains(strings.Join(found.Notes, "\n"), "are no block") {
			return // an extension of no bytes has ended, for image/gif it goes on
		}
		for i := 0; err == nil && i < a.Count; i++ {
			var got animation.Frame
			if got, err = a.Frame(i); err != nil || got.Image.Bounds() != all.Image[i].Rect {
				return // of another kind of leniency
			}
			if strings.Contains(strings.Join(found.Notes, "\n"), "colors beyond the table") {
				return // black; for image/gif transparent up to the transparent index
			}
			for p, c := range all.Image[i].Pix {
				want := color.NRGBAModel.Convert(all.Image[i].Palette[c])
				if at := got.Image.(*image.Paletted); at.Palette[at.Pix[p]] != want {
					t.Fatalf("frame %d, pixel %d: %v, want %v", i+1, p, at.Palette[at.Pix[p]], want)
				}
			}
		}
		if err != nil && found.Damage == nil {
			t.Error(err)
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
	whole := image.Rect(0, 0, 2, 2)
	frame := picture(whole, 0, nil, 0, 1, 2, 3)
	formattest.Fuzz(f, Format,
		formattest.EncodeGIF(f, formattest.Moving()),
		file(head(0, 0, rgby), frame, []byte{0, 1}, control(2, 5, 1), frame, []byte{0x3b}),
		file(head(1, 2, nil), picture(whole, 0x40, rgby[:6], 0, 1, 2, 3), control(3, 5, -1), frame[:len(frame)-3]),
		file(head(2, 2, rgby), []byte("\x21\xff\x0bNETSCAPE2.0\x03\x01\x04\x00\x00"), picture(image.Rect(0, 0, 0, 1), 0, nil), frame),
		file(head(2, 2, rgby), frame, descriptor(image.Rect(3, 3, 4, 4), 0, nil)), // of which nothing is seen
		file(head(2, 2, rgby), frame, descriptor(image.Rect(0, 0, 0, 0), 0, nil)),
		file(head(2, 2, rgby), descriptor(whole, 0, nil), blocks(11, packBits(func(int) int { return 12 }, 2048, 0, 1, 2, 3, 2049))),
	)
}
