package bmp

import (
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"strings"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
)

// A testFile is a BMP by its parts. What is 0 is right for the rest.
type testFile struct {
	header        uint32 // its size
	width, height int32
	depth         uint16
	compression   uint32
	masks         []uint32 // inside headers that have them, after others
	colours       uint32
	palette       []byte
	gap           string // before the pixels
	start         uint32 // instead of where the pixels begin
	pixels        string
}

func (f testFile) bytes() []byte {
	if f.header == 0 {
		f.header = headerInfo
	}
	out := formattest.BMP(f.header, f.width, f.height, f.depth, f.compression)
	if f.header >= headerInfo {
		binary.LittleEndian.PutUint32(out[46:], f.colours)
	}
	for i, mask := range f.masks {
		if at := masksAt + 4*i; at+4 <= fileHeaderBytes+int(f.header) {
			binary.LittleEndian.PutUint32(out[at:], mask)
		} else {
			out = binary.LittleEndian.AppendUint32(out, mask)
		}
	}
	out = append(append(out, f.palette...), f.gap...)
	if f.start == 0 {
		f.start = uint32(len(out))
	}
	binary.LittleEndian.PutUint32(out[10:], f.start)
	return append(out, f.pixels...)
}

// stub is a format of files that begin with its name in capitals: one pixel of
// gray 7.
func stub(name string) *format.Format {
	return &format.Format{
		Name:  name,
		Magic: func(head []byte) bool { return strings.HasPrefix(string(head), strings.ToUpper(name)) },
		ReadFacts: func(format.Section) (format.Facts, error) {
			return format.Facts{Width: 1, Height: 1, Channels: 1, Depth: 8, Planar: true, Orientation: 6}, nil
		},
		NewDecoder:   func(int) format.Decoder { return stubDecoder{} },
		DecoderBytes: func(*format.Facts) float64 { return 1234 },
	}
}

// A stubDecoder makes the pixel.
type stubDecoder struct{}

func (stubDecoder) Decode(_ context.Context, _ []byte, _ *format.Facts, found *format.Findings, band func(image.Image) error) error {
	found.Note("from inside")
	return band(&image.Gray{Pix: []byte{7}, Stride: 1, Rect: image.Rect(0, 0, 1, 1)})
}

// reads is BMP as the tests read it.
var reads = New(stub("jpeg"), stub("png"))

// decode returns the picture of a file as spell does.
func decode(t *testing.T, file []byte) (picture string, found format.Findings) {
	t.Helper()
	img, gray, err := formattest.Decode(t.Context(), file, formattest.Probe(t, format.Table{reads}, file), &found)
	if err != nil {
		t.Fatal(err)
	}
	return spell(img, gray), found
}

// spell returns the rows of a picture. A pixel is eight digits (RRGGBBAA), six
// if it is opaque and two if the file stores only gray.
func spell(img *image.NRGBA, gray bool) string {
	const digits = "0123456789abcdef"
	var s strings.Builder
	for y := range img.Rect.Dy() {
		if y > 0 {
			s.WriteString(" / ")
		}
		for x := range img.Rect.Dx() {
			if x > 0 {
				s.WriteByte(' ')
			}
			c := img.NRGBAAt(x, y)
			samples := []uint8{c.R, c.G, c.B, c.A}
			switch {
			case gray && c == (color.NRGBA{c.R, c.R, c.R, 255}):
				samples = samples[:1]
			case c.A == 255:
				samples = samples[:3]
			}
			for _, v := range samples {
				s.WriteByte(digits[v>>4])
				s.WriteByte(digits[v&15])
			}
		}
	}
	return s.String()
}
