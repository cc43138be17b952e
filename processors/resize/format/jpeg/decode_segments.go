package jpeg

import "bytes"

// A segment is a marker segment: a marker with its parameters (T.81 B.1.1.4).
type segment struct {
	marker byte
	start  int    // offset in the file of the marker's 0xff
	body   []byte // the parameters after the length
	end    int    // offset in the file of the byte after the segment
}

// fail returns a FormatError at byte i of the segment's parameters.
func (s *segment) fail(i int, msg string) error {
	return &FormatError{int64(s.end - len(s.body) + i), msg}
}

// segments walks the marker segments of a file (T.81 B.1).
type segments struct {
	file []byte
	off  int // where to look for the next marker
}

// newSegments returns the segments of file after SOI.
func newSegments(file []byte) (segments, error) {
	if len(file) < 2 || file[0] != 0xff || file[1] != markerSOI {
		return segments{}, &FormatError{0, "no start-of-image marker"}
	}
	return segments{file, 2}, nil
}

// next returns the next segment, of which EOI has no parameters. Like the usual
// decoders it skips fill bytes (T.81 B.1.1.2), restart and reserved markers,
// and stray bytes between segments.
func (r *segments) next() (segment, error) {
	for {
		off := findMarker(r.file, r.off)
		if off < 0 {
			return segment{}, &FormatError{int64(len(r.file)), "the file ends too early"}
		}
		m := r.file[off+1]
		r.off = off + 2
		if m < markerSOF0 || m >= markerRST0 && m <= markerSOI {
			continue
		}
		if m == markerEOI {
			return segment{marker: m, start: off, end: off + 2}, nil
		}
		if len(r.file) < off+4 {
			return segment{}, &FormatError{int64(len(r.file)), "the file ends too early"}
		}
		end := off + 2 + int(r.file[off+2])<<8 + int(r.file[off+3])
		if end < off+4 {
			return segment{}, &FormatError{int64(off + 2), "segment too short"}
		}
		if end > len(r.file) {
			return segment{}, &FormatError{int64(len(r.file)), "the file ends too early"}
		}
		r.off = end
		return segment{m, off, r.file[off+4 : end], end}, nil
	}
}

// findMarker returns the offset of the first marker at or after off, which is
// that of its last 0xff if there are fill bytes, or -1. A 0xff with a stuffed
// zero is no marker.
func findMarker(file []byte, off int) int {
	for off+1 < len(file) {
		i := bytes.IndexByte(file[off:len(file)-1], 0xff)
		if i < 0 {
			return -1
		}
		off += i
		if m := file[off+1]; m != 0 && m != 0xff {
			return off
		}
		off++
	}
	return -1
}
