package tiff

import (
	"bytes"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/metadata"
	"fanout/processors/resize/metadata/ifd"
)

// tiffFormat is the format of the tests here. What JPEG data needs is tested in
// package formats.
var tiffFormat = New(nil)

func TestDirectoryStaysSortedAndEven(t *testing.T) {
	for _, opaque := range []bool{true, false} {
		file, err := formattest.Encode(t.Context(), tiffFormat, formattest.Colourful(7, 5, opaque), format.EncodeOptions{Gray: opaque})
		if err != nil {
			t.Fatal(err)
		}
		out, err := tiffFormat.Embed(nil, file, metadata.Set{ICC: formattest.Profile(133, "RGB "), Orientation: 2})
		if err != nil {
			t.Fatal(err)
		}
		f, first, ok := ifd.Open(ifd.Bytes(out), 0)
		last, n := -1, 0
		_, whole := f.Entries(first, func(e ifd.Entry) bool {
			if int(e.Tag) <= last {
				t.Errorf("tag %d after %d", e.Tag, last)
			}
			if e.Tag == tagICC && f.Order.Uint32(e.Inline[:])%2 != 0 {
				t.Error("the profile has an odd offset")
			}
			last = int(e.Tag)
			n++
			return true
		})
		if !ok || !whole || first%2 != 0 || last != tagICC || n < 10 {
			t.Errorf("directory at %d with %d entries up to %d", first, n, last)
		}
	}
}

func TestABigEndianFileKeepsItsOrder(t *testing.T) {
	file := []byte("MM\x00*\x00\x00\x00\x08\x00\x02" +
		"\x01\x00\x00\x03\x00\x00\x00\x01\x00\x07\x00\x00" + "\x01\x01\x00\x04\x00\x00\x00\x01\x00\x00\x00\x05" + "\x00\x00\x00\x00")
	m := metadata.Set{ICC: formattest.Profile(200, "RGB "), Orientation: 8}
	out, err := tiffFormat.Embed(nil, file, m)
	if err != nil {
		t.Fatal(err)
	}
	info := formattest.Probe(t, format.Table{tiffFormat}, out)
	if info.Width != 7 || info.Height != 5 || info.Orientation != 8 || !bytes.Equal(tiffFormat.Profile(out, 0), m.ICC) {
		t.Errorf("%+v", info)
	}
}

// What is appended must not become the value of a field that lies outside.
func TestAFieldOutsideTheFileIsNotGivenAValue(t *testing.T) {
	file := []byte("II*\x00\x08\x00\x00\x00\x03\x00" +
		"\x00\x01\x03\x00\x01\x00\x00\x00\x07\x00\x00\x00" + "\x01\x01\x03\x00\x01\x00\x00\x00\x05\x00\x00\x00" +
		"\x02\x01\x03\x00\x40\x00\x00\x00\x32\x00\x00\x00" + "\x00\x00\x00\x00" + "\x08\x00\x08\x00")
	if _, err := tiffFormat.Embed(nil, file, metadata.Set{Orientation: 8}); err == nil || err.Error() != "tiff: values of tag 258 outside the file at byte 8" {
		t.Error(err)
	}
}

func FuzzTIFF(f *testing.F) {
	var seeds [][]byte
	for _, opaque := range []bool{true, false} {
		file, err := formattest.Encode(f.Context(), tiffFormat, formattest.Colourful(19, 23, opaque), format.EncodeOptions{Gray: opaque})
		if err != nil {
			f.Fatal(err)
		}
		seeds = append(seeds, file)
	}
	formattest.Fuzz(f, tiffFormat, seeds...)
}
