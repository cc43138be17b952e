package format

import (
	"bytes"
	"encoding/binary"
)

// A Keep is a set of kinds of metadata, colour profiles apart.
type Keep uint8

// The kinds that a JPEG holds.
const (
	KeepEXIF     Keep = 1 << iota // camera, date, place; APP1
	KeepXMP                       // Adobe's XML; APP1
	KeepIPTC                      // captions and credits, in Photoshop's APP13
	KeepComments                  // COM
)

const (
	xmpMagic         = "http://ns.adobe.com/xap/1.0/\x00" // XMP specification part 3, section 1.1.3
	xmpExtendedMagic = "http://ns.adobe.com/xmp/extension/\x00"
	iptcMagic        = "Photoshop 3.0\x00"
	jpegCOM          = 0xfe
	jpegAPP13        = 0xed
)

// keptKind returns which kind of metadata a segment of a JPEG is, 0 for none.
func keptKind(marker byte, body []byte) Keep {
	switch {
	case marker == jpegCOM:
		return KeepComments
	case marker == jpegAPP1 && bytes.HasPrefix(body, []byte(exifMagic)):
		return KeepEXIF
	case marker == jpegAPP1 && (bytes.HasPrefix(body, []byte(xmpMagic)) || bytes.HasPrefix(body, []byte(xmpExtendedMagic))):
		return KeepXMP
	case marker == jpegAPP13 && bytes.HasPrefix(body, []byte(iptcMagic)):
		return KeepIPTC
	}
	return 0
}

// KeptSegments returns those segments of a JPEG file that hold the kinds of
// metadata in keep, byte for byte and in their order, for Metadata.Segments.
// Only an Exif block is changed: it loses its thumbnail, which no longer shows
// the picture, and with upright set its orientation becomes 1.
func KeptSegments(file []byte, keep Keep, upright bool) []byte {
	size := 0
	eachKept(file, keep, func(_ Keep, _ byte, body []byte) { size += 4 + len(body) })
	if size == 0 {
		return nil
	}
	kept := make([]byte, 0, size) // there may be as much as the file
	eachKept(file, keep, func(kind Keep, marker byte, body []byte) {
		kept = append(kept, 0xff, marker)
		kept = binary.BigEndian.AppendUint16(kept, uint16(2+len(body)))
		kept = append(kept, body...)
		if kind == KeepEXIF {
			amendExif(kept[len(kept)-len(body)+len(exifMagic):], upright)
		}
	})
	return kept
}

// eachKept calls visit for each segment before the first scan of the kinds in
// keep.
func eachKept(file []byte, keep Keep, visit func(kind Keep, marker byte, body []byte)) {
	s := inMemory(file)
	for off := int64(2); keep != 0; {
		seg, err := nextSegment(s, off)
		if err != nil || seg.marker == jpegSOS || seg.marker == jpegEOI || seg.end() > s.size {
			return
		}
		off = seg.end()
		body := file[seg.off:off]
		if kind := keptKind(seg.marker, body); kind&keep != 0 {
			visit(kind, seg.marker, body)
		}
	}
}

// amendExif unlinks the thumbnail, which is the second directory of the chain
// (EXIF 2.32 section 4.5.1), and sets the orientation to 1 if the picture has
// been turned upright. A broken block stays as it is.
func amendExif(block []byte, upright bool) {
	t, first, ok := openTIFF(inMemory(block))
	if !ok {
		return
	}
	off := first + 2
	_, ok = t.entries(first, func(e ifdEntry) bool {
		if e.tag == tagOrientation && upright {
			// One SHORT, as it should be, whatever type it was read from.
			t.order.PutUint16(block[off+2:], tiffShort)
			t.order.PutUint32(block[off+4:], 1)
			t.order.PutUint16(block[off+8:], 1)
			t.order.PutUint16(block[off+10:], 0)
		}
		off += ifdEntryBytes
		return true
	})
	if ok && off+4 <= int64(len(block)) {
		t.order.PutUint32(block[off:], 0)
	}
}
