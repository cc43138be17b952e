package jpeg

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"fanout/processors/resize/format"
)

// A segment is a marker segment: a marker with its parameters (T.81 B.1.1.4).
type segment struct {
	marker byte
	start  int64  // offset in the file of the marker's 0xff
	params int64  // offset in the file of the parameters after the length
	end    int64  // offset in the file of the byte after the segment
	body   []byte // the parameters, see segments.probe
}

// fail returns a FormatError at byte i of the segment's parameters.
func (s *segment) fail(i int, msg string) error {
	return &format.FormatError{Format: name, Offset: s.params + int64(i), Msg: msg}
}

// size returns the number of bytes of the parameters.
func (s *segment) size() int { return int(s.end - s.params) }

// segments walks the marker segments of a file (T.81 B.1).
type segments struct {
	file format.Section
	off  int64 // where to look for the next marker
	// probe says that the file is read in pieces up to the first scan, and no
	// more than a header needs: bodies are cut to headerBody bytes, and to what
	// the file has.
	probe bool
	// stray is how many bytes before a marker are skipped in a probe.
	stray int64
	// irregular says what was found first that a decoder gets over, "" if
	// nothing was. It is not kept for a probe.
	irregular string
}

const (
	// headerBody is as much of a segment as a header needs: SOF of 4
	// components.
	headerBody = 6 + 3*4

	// headerStray is the stray of a header: more than any damage that a decoder
	// could get past, fewer than what a zeroed disk gives.
	headerStray = 1 << 16
)

// newSegments returns the segments of a file in memory after SOI.
func newSegments(file []byte) (segments, error) {
	r := segments{file: format.InMemory(name, file), off: 2}
	if len(file) < 2 || file[0] != 0xff || file[1] != markerSOI {
		return r, r.file.Fail(0, "no start-of-image marker")
	}
	return r, nil
}

// next returns the next segment, of which EOI has no parameters.
func (r *segments) next() (segment, error) {
	m, err := r.nextMarker()
	if err != nil {
		return segment{}, err
	}
	seg := segment{marker: m, start: r.off, params: r.off + 2, end: r.off + 2}
	if m == markerEOI {
		r.off = seg.end
		return seg, nil
	}
	length := r.file.At(r.off+2, 2)
	if length == nil {
		return segment{}, r.atEnd(r.file.Size)
	}
	seg.params, seg.end = r.off+4, r.off+2+int64(binary.BigEndian.Uint16(length))
	if seg.end < seg.params {
		if m < markerAPP0 || m > markerAPP15 && m != markerCOM {
			return segment{}, r.file.Fail(r.off+2, "segment too short")
		}
		r.note("a segment of length 0 or 1", r.off)
		seg.end = seg.params // libjpeg takes it for an empty one
	}
	if r.probe {
		seg.body = r.file.At(seg.params, min(seg.size(), headerBody, int(r.file.Size-seg.params)))
	} else if seg.body = r.file.At(seg.params, seg.size()); seg.body == nil {
		return segment{}, r.atEnd(r.file.Size)
	}
	r.off = seg.end
	return seg, nil
}

// nextMarker sets off to that of the next marker that begins a segment, and
// returns the marker. Like the usual decoders it skips fill bytes (T.81
// B.1.1.2), markers without parameters, and stray bytes between segments.
func (r *segments) nextMarker() (byte, error) {
	start, limit := r.off, r.file.Size
	if r.probe {
		limit = r.off + r.stray
	}
	for {
		b := r.file.From(r.off, 2)
		if b == nil {
			return 0, r.atEnd(r.off)
		}
		if i := findMarker(b, 0); i < 0 {
			r.off += int64(len(b))
			if !bytes.HasSuffix(b, []byte{0xff, 0}) {
				r.off-- // the last byte may be a marker's first
			}
		} else if m := b[i+1]; isAlone(m) {
			r.off += int64(i) + 2
		} else if r.off += int64(i); r.off <= limit {
			if !r.probe {
				r.noteSurplus(start)
			}
			return m, nil
		}
		if r.off > limit {
			return 0, r.file.Fail(limit+1, "no marker found")
		}
	}
}

// noteSurplus notes bytes from start to the next marker that are no fill bytes.
func (r *segments) noteSurplus(start int64) {
	for off := start; off < r.off && r.irregular == ""; off++ {
		if b := r.file.At(off, 1); b != nil && b[0] != 0xff {
			r.note("surplus bytes", off)
		}
	}
}

// note keeps what is irregular at off, if it is the first.
func (r *segments) note(what string, off int64) {
	if r.irregular == "" {
		r.irregular = fmt.Sprintf("%s at byte %d", what, off)
	}
}

// isAlone reports whether a marker begins no segment: it has no parameters, or
// T.81 reserves it, so that it comes from damage.
func isAlone(m byte) bool { return m < markerSOF0 || m >= markerRST0 && m <= markerSOI }

// atEnd returns the error that the file ends at off, where there should be
// more.
func (r *segments) atEnd(off int64) error {
	if r.probe {
		return r.file.Fail(min(off, r.file.Size), "truncated before the picture")
	}
	return r.file.Fail(r.file.Size, "the file ends too early")
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
