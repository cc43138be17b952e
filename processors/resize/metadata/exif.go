package metadata

import (
	"encoding/binary"
	"strings"

	"fanout/processors/resize/metadata/ifd"
)

// EXIFSignature stands before an EXIF block in a JPEG (EXIF 2.32 section
// 4.7.2), and before that of many a file of another format.
const EXIFSignature = "Exif\x00\x00"

// Orientation reads the orientation from an EXIF block, which is a small TIFF
// file, with or without the signature. It returns 1 to 8, and 1 for whatever is
// absent or wrong: a bad tag must not cost the picture.
func Orientation(block ifd.Source) int {
	base := int64(0)
	if string(block.At(0, len(EXIFSignature))) == EXIFSignature {
		base = int64(len(EXIFSignature))
	}
	f, first, ok := ifd.Open(block, base)
	if !ok {
		return 1
	}
	orientation := 1
	f.Entries(first, func(e ifd.Entry) bool {
		if e.Tag == ifd.TagOrientation {
			orientation = f.Orientation(e)
			return false
		}
		return true
	})
	return orientation
}

// smallestEXIF is a big-endian TIFF file whose only directory, at byte 8, has
// one entry: the orientation, one SHORT. The value field and the end of the
// chain follow.
const smallestEXIF = "MM\x00*\x00\x00\x00\x08" + "\x00\x01" + "\x01\x12\x00\x03\x00\x00\x00\x01"

// OrientationBytes is the size of what AppendOrientation appends.
const OrientationBytes = len(smallestEXIF) + 4 + 4

// AppendOrientation appends the smallest EXIF block that states the
// orientation, 1 to 8, without the signature.
func AppendOrientation(dst []byte, orientation int) []byte {
	dst = append(dst, smallestEXIF...)
	dst = binary.BigEndian.AppendUint16(dst, uint16(orientation))
	return append(dst, strings.Repeat("\x00", 6)...)
}

// AmendEXIF corrects an EXIF block, without the signature, in place, for a
// picture that has been resized: it unlinks the thumbnail, which is the second
// directory of the chain (EXIF 2.32 section 4.5.1), and with upright set, which
// says that the picture has been turned, sets the orientation to 1. A broken
// block stays as it is.
func AmendEXIF(block []byte, upright bool) {
	f, first, ok := ifd.Open(ifd.Bytes(block), 0)
	if !ok || f.Big {
		return
	}
	off := first + 2
	_, ok = f.Entries(first, func(e ifd.Entry) bool {
		if e.Tag == ifd.TagOrientation && upright {
			// One SHORT, as it should be, whatever type it was read from.
			f.Order.PutUint16(block[off+2:], ifd.Short)
			f.Order.PutUint32(block[off+4:], 1)
			f.Order.PutUint16(block[off+8:], 1)
			f.Order.PutUint16(block[off+10:], 0)
		}
		off += ifd.EntryBytes
		return true
	})
	if ok && off+4 <= int64(len(block)) {
		f.Order.PutUint32(block[off:], 0)
	}
}
