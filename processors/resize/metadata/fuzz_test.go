package metadata

import (
	"bytes"
	"testing"

	"fanout/processors/resize/metadata/ifd"
)

// An EXIF block is amended in place: nothing but the link to the thumbnail and
// the orientation changes, and once more changes nothing.
func FuzzEXIF(f *testing.F) {
	for orientation := range 9 {
		f.Add(AppendOrientation(nil, orientation))
		f.Add(AppendOrientation([]byte(EXIFSignature), orientation))
	}
	f.Add([]byte("II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x1a\x00\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Add([]byte("II+\x00\x08\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, block []byte) {
		if o := Orientation(ifd.Bytes(block)); o < 1 || o > 8 {
			t.Fatalf("orientation %d", o)
		}
		for _, upright := range []bool{false, true} {
			once := bytes.Clone(block)
			AmendEXIF(once, upright)
			again := bytes.Clone(once)
			AmendEXIF(again, upright)
			if !bytes.Equal(again, once) {
				t.Errorf("upright %v: %x becomes %x, then %x", upright, block, once, again)
			}
			if signed := bytes.HasPrefix(block, []byte(EXIFSignature)); upright || signed {
				continue
			}
			changed := 0
			for i := range block {
				if block[i] != once[i] {
					changed++
				}
			}
			if changed > 4 {
				t.Errorf("%x becomes %x", block, once)
			}
		}
	})
}

// A profile's color space is text that stands in its header.
func FuzzProfileSpace(f *testing.F) {
	header := make([]byte, iccHeaderBytes)
	copy(header, "\x00\x00\x00\x80")
	copy(header[16:], "GRAY")
	copy(header[36:], "acsp")
	f.Add(header)
	f.Add(header[:iccHeaderBytes-1])
	f.Fuzz(func(t *testing.T, icc []byte) {
		space := ProfileSpace(icc)
		if len(space) > 4 || space != "" && !bytes.Contains(icc[:iccHeaderBytes], []byte(space)) {
			t.Errorf("%q", space)
		}
		for _, c := range []byte(space) {
			if c < ' ' || c > '~' {
				t.Errorf("%q", space)
			}
		}
	})
}
