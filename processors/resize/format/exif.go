package format

import (
	"encoding/binary"
	"strings"
)

// tagOrientation is described in TIFF 6.0 section 8 and EXIF 2.32 section 4.6.4.
const tagOrientation = 274

// exifOrientation reads the orientation from an Exif block, which is a small TIFF file,
// with or without the signature that belongs before it in JPEG. It returns 1 to 8, and 1 for whatever
// is absent or wrong: a bad tag must not cost the picture.
func exifOrientation(s section) int {
	if b := s.at(0, len(exifMagic)); string(b) == exifMagic {
		s = s.sub(int64(len(exifMagic)), s.size)
	}
	t, first, ok := openTIFF(s)
	if !ok {
		return 1
	}
	orientation := 1
	t.entries(first, func(e ifdEntry) bool {
		if e.tag == tagOrientation {
			orientation = t.orientation(e)
			return false
		}
		return true
	})
	return orientation
}

// orientation returns e's value if it is one of the eight, else 1.
func (t tiffFile) orientation(e ifdEntry) int {
	if v, ok := t.value(e); ok && v >= 1 && v <= 8 {
		return int(v)
	}
	return 1
}

// exifHead is a big-endian TIFF file whose only directory, at byte 8, has one entry:
// the orientation, one SHORT.
const exifHead = "MM\x00*\x00\x00\x00\x08" + "\x00\x01" + "\x01\x12\x00\x03\x00\x00\x00\x01"

// exifBytes is what appendExif appends: exifHead, the value field, the end of the chain.
const exifBytes = len(exifHead) + 4 + 4

// appendExif appends the smallest Exif block that states the orientation.
func appendExif(dst []byte, orientation int) []byte {
	dst = append(dst, exifHead...)
	dst = binary.BigEndian.AppendUint16(dst, uint16(orientation))
	return append(dst, strings.Repeat("\x00", 6)...)
}
