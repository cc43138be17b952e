package jpeg

import (
	"bytes"
	"image"
	"image/jpeg"
	"strings"
	"testing"
)

// smallFiles are a gray file and one of three components, written by the
// standard library.
func smallFiles(t testing.TB) (gray, colour []byte) {
	t.Helper()
	r := image.Rect(0, 0, 7, 5)
	var b, c bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(r), nil); err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(&c, image.NewNRGBA(r), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), c.Bytes()
}

func TestAFileThatWouldDecodeToABlankPictureIsRefused(t *testing.T) {
	gray, colour := smallFiles(t)
	for _, file := range [][]byte{gray, colour} {
		if err := checkComplete(file); err != nil {
			t.Error(err)
		}
	}
	edit := func(marker byte, at int, value byte) []byte {
		out := bytes.Clone(colour)
		out[bytes.Index(out, []byte{0xff, marker})+at] = value
		return out
	}
	for _, c := range []struct {
		name string
		file []byte
		want string
	}{
		{"no tables", edit(markerDQT, 1, 0xfe), "quantisation table 0 is missing"},
		{"a table that is not defined", edit(markerSOF0, 4+6+5, 3), "quantisation table 3 is missing"},
		{"a table beyond the four", edit(markerSOF0, 4+6+5, 9), "quantisation table 9 is missing"},
		{"a component without data", edit(markerSOS, 2+3+4, 77), "no scan holds component 3"},
	} {
		if err := checkComplete(c.file); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	// The reason for the check: without it the first is a picture.
	if _, err := jpeg.Decode(bytes.NewReader(edit(markerDQT, 1, 0xfe))); err != nil {
		t.Errorf("the decoder refuses missing tables by itself: %v", err)
	}
}

func FuzzCheckComplete(f *testing.F) {
	gray, colour := smallFiles(f)
	f.Add(gray)
	f.Add(colour)
	f.Add(append([]byte{0xff, 0xd8, 0xff, markerSOF2, 0, 20, 8, 0, 32, 0, 64, 4},
		1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0, 0xff, markerSOS, 0, 2))
	f.Fuzz(func(t *testing.T, file []byte) {
		checkComplete(append([]byte{0xff, 0xd8}, file...))
		checkComplete(file)
	})
}
