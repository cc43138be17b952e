package jpeg

import (
	"bytes"
	"slices"
)

// A segment is a marker with its parameters.
type segment struct {
	marker byte
	start  int    // offset of its 0xff
	body   []byte // what follows the length
	end    int    // offset behind it
}

// fail says what is wrong at byte i of the segment's parameters.
func (s *segment) fail(i int, msg string) error {
	return &FormatError{int64(s.end - len(s.body) + i), msg}
}

// segments walks the marker segments of a file (T.81 B.1).
type segments struct {
	file []byte
	off  int // where the next marker is looked for
}

func newSegments(file []byte) (segments, error) {
	if len(file) < 2 || file[0] != 0xff || file[1] != markerSOI {
		return segments{}, &FormatError{0, "no start-of-image marker"}
	}
	return segments{file, 2}, nil
}

// next returns the next segment. Like the usual decoders it steps over fill bytes
// (B.1.1.2), restart and reserved markers, and stray bytes between segments.
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

// findMarker returns the offset of the first marker at or after off, of its last
// 0xff if there are fill bytes, or -1. A stuffed zero makes no marker.
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

// readDQT reads quantisation tables (T.81 B.2.4.1) into tables, in natural order,
// and notes in defined which there are.
func readDQT(seg segment, tables *[4][64]uint16, defined *[4]bool) error {
	for b := seg.body; len(b) > 0; {
		wide, t := b[0]>>4, b[0]&15
		size := 64
		if wide == 1 {
			size = 128
		}
		switch {
		case wide > 1 || t > 3:
			return seg.fail(len(seg.body)-len(b), "bad quantisation table")
		case len(b) < 1+size:
			return seg.fail(len(seg.body), "truncated quantisation table")
		}
		v := b[1:]
		for z, n := range zigzag {
			if wide == 1 {
				tables[t][n] = uint16(v[2*z])<<8 | uint16(v[2*z+1])
			} else {
				tables[t][n] = uint16(v[z])
			}
		}
		defined[t] = true
		b = b[1+size:]
	}
	return nil
}

// A scanHeader is what SOS says (T.81 B.2.3).
type scanHeader struct {
	n         int    // components
	component [3]int // indices into the frame's
	dc, ac    [3]byte
	ss, se    int // spectral selection, zigzag
	ah, al    int // successive approximation
}

// read reads a scan header of the frame f.
func (h *scanHeader) read(seg segment, f *frame) error {
	b := seg.body
	if len(b) < 1 || b[0] < 1 || int(b[0]) > f.Components || len(b) != 4+2*int(b[0]) {
		return seg.fail(0, "bad scan header")
	}
	n := int(b[0])
	blocks := 0
	for i := range n {
		id, tables := b[1+2*i], b[2+2*i]
		c := bytes.IndexByte(f.id[:f.Components], id)
		if c < 0 || slices.Contains(h.component[:i], c) {
			return seg.fail(1+2*i, "bad component in scan header")
		}
		if tables>>4 > 3 || tables&15 > 3 {
			return seg.fail(2+2*i, "bad Huffman table number")
		}
		h.component[i], h.dc[i], h.ac[i] = c, tables>>4, tables&15
		blocks += f.H[c] * f.V[c]
	}
	if n > 1 && blocks > maxBlocks {
		return seg.fail(0, "too many blocks in an MCU")
	}
	h.n = n
	if !f.Progressive {
		h.ss, h.se, h.ah, h.al = 0, 63, 0, 0 // what else is there means nothing
		return nil
	}
	t := b[1+2*n:]
	h.ss, h.se, h.ah, h.al = int(t[0]), int(t[1]), int(t[2]>>4), int(t[2]&15)
	// T.81 G.1.1.1: DC alone, AC for one component alone, one bit more at a time.
	if h.ss > h.se || h.se > 63 || h.ss == 0 && h.se > 0 || h.ss > 0 && n > 1 ||
		h.al > 13 || h.ah > 0 && h.al != h.ah-1 {
		return seg.fail(1+2*n, "bad progression in scan header")
	}
	return nil
}
