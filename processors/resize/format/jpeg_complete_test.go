package format

import (
	"bytes"
	"image/jpeg"
	"strings"
	"testing"
)

func TestAJPEGThatWouldDecodeToABlankPictureIsRefused(t *testing.T) {
	var rgb []byte
	for _, s := range samples(t) {
		if s.format != JPEG {
			continue
		}
		if err := CheckJPEG(s.data); err != nil {
			t.Errorf("%s: %v", s.name, err)
		}
		if s.name == "rgb" {
			rgb = s.data
		}
	}
	edit := func(marker byte, at int, value byte) []byte {
		out := bytes.Clone(rgb)
		out[bytes.Index(out, []byte{0xff, marker})+at] = value
		return out
	}
	for _, c := range []struct {
		name string
		file []byte
		want string
	}{
		{"no tables", edit(jpegDQT, 1, 0xfe), "quantisation table 0 is missing"},
		{"a table that nobody defines", edit(jpegSOF0, 4+6+5, 3), "quantisation table 3 is missing"},
		{"a table beyond the four", edit(jpegSOF0, 4+6+5, 9), "quantisation table 9 is missing"},
		{"a component without data", edit(jpegSOS, 2+3+4, 77), "no scan holds component 3"},
	} {
		if err := CheckJPEG(c.file); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	// The reason for the check: without it the first is a picture.
	if _, err := jpeg.Decode(bytes.NewReader(edit(jpegDQT, 1, 0xfe))); err != nil {
		t.Errorf("the decoder refuses missing tables by itself: %v", err)
	}
}

func FuzzCheckJPEG(f *testing.F) {
	for _, s := range samples(f) {
		if s.format == JPEG {
			f.Add(s.data)
		}
	}
	f.Add(sof(jpegSOF2, 8, 64, 32, 0x11, 0x11, 0x11, 0x11))
	f.Fuzz(func(t *testing.T, file []byte) {
		CheckJPEG(append([]byte{0xff, 0xd8}, file...))
		CheckJPEG(file)
	})
}
