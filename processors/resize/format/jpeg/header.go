package jpeg

import "fmt"

// A Header is what a JPEG file says of its picture before the first scan.
type Header struct {
	Width, Height int
	// Components is 1 (gray) or 3 (Y, Cb, Cr). H and V are their sampling factors
	// (T.81 A.1.1); those of a single component are 1, as they mean nothing.
	Components  int
	H, V        [3]int
	Progressive bool
}

// ReadHeader reads the segments of file up to its first scan. It returns a
// *FormatError if they are broken and an *UnsupportedError if Decode would not
// take the file.
func ReadHeader(file []byte) (Header, error) {
	var f frame
	r, err := newSegments(file)
	if err != nil {
		return Header{}, err
	}
	for {
		seg, err := r.next()
		if err != nil {
			return Header{}, err
		}
		if err := f.note(seg); err != nil {
			return Header{}, err
		}
		switch seg.marker {
		case markerSOS, markerEOI:
			if err := f.check(seg); err != nil {
				return Header{}, err
			}
			return f.Header, nil
		}
	}
}

// Memory returns how many bytes a Decoder takes at most to decode the picture at
// that scale, 1, 2, 4 or 8, besides the file.
func (h *Header) Memory(scale int) int64 {
	k := int64(8 / scale)
	perBlock := k * k // samples
	if h.Progressive {
		perBlock += 2*k*k + 8 // coefficients, and a mask
	}
	return perBlock*h.Samples()/64 + fixedMemory
}

// Samples returns how many samples the planes have, padded to whole MCUs (T.81
// A.2.4).
func (h *Header) Samples() int64 {
	g := h.geometry()
	var blocks int64
	for c := range h.Components {
		blocks += int64(g.mcusAcross*h.H[c]) * int64(g.mcusDown*h.V[c])
	}
	return 64 * blocks
}

// fixedMemory bounds a Decoder's tables, window and piece of coefficients.
const fixedMemory = 1 << 20

// geometry counts MCUs (T.81 A.2.4).
type geometry struct {
	hMax, vMax           int
	mcusAcross, mcusDown int // of an interleaved scan
}

func (h *Header) geometry() geometry {
	var g geometry
	for c := range h.Components {
		g.hMax, g.vMax = max(g.hMax, h.H[c]), max(g.vMax, h.V[c])
	}
	g.mcusAcross = divideUp(h.Width, 8*g.hMax)
	g.mcusDown = divideUp(h.Height, 8*g.vMax)
	return g
}

// A frame is what frame header, JFIF and Adobe segments say together.
type frame struct {
	Header
	id, tq      [3]byte // component identifiers and quantisation tables
	jfif, adobe bool
	transform   byte // Adobe's: 0 is RGB
	seen        bool
}

// note takes what seg adds to the frame; other segments are nothing to it.
func (f *frame) note(seg segment) error {
	switch m := seg.marker; {
	case m == markerDHP || m == markerSOF55 || m >= markerSOF0 && m <= markerSOF15 && m != markerDHT && m != markerDAC:
		return f.readSOF(seg)
	case m == markerAPP0:
		f.jfif = f.jfif || len(seg.body) >= 5 && string(seg.body[:5]) == "JFIF\x00"
	case m == markerAPP14:
		if len(seg.body) >= 12 && string(seg.body[:5]) == "Adobe" {
			f.adobe, f.transform = true, seg.body[11]
		}
	}
	return nil
}

// process names the coding processes that are not decoded (T.81 table B.1).
func process(marker byte) string {
	switch marker {
	case markerSOF0, markerSOF1, markerSOF2:
		return ""
	case markerSOF3:
		return "lossless JPEG"
	case markerSOF9, markerSOF10:
		return "JPEG with arithmetic coding"
	case markerSOF11:
		return "lossless JPEG with arithmetic coding"
	case markerSOF55:
		return "JPEG-LS"
	case markerJPG:
		return "JPEG extension"
	}
	return "hierarchical JPEG"
}

// readSOF reads a frame header (T.81 B.2.2).
func (f *frame) readSOF(seg segment) error {
	if name := process(seg.marker); name != "" {
		return &UnsupportedError{name}
	}
	b := seg.body
	switch {
	case f.seen:
		return seg.fail(0, "second image header")
	case len(b) < 6:
		return seg.fail(0, "truncated image header")
	case b[0] != 8:
		return &UnsupportedError{fmt.Sprintf("%d-bit JPEG", b[0])}
	}
	f.Height, f.Width, f.Components = int(b[1])<<8|int(b[2]), int(b[3])<<8|int(b[4]), int(b[5])
	switch n := f.Components; {
	case n == 4:
		return &UnsupportedError{"JPEG with 4 components (CMYK)"}
	case n != 1 && n != 3:
		return &UnsupportedError{fmt.Sprintf("JPEG with %d components", n)}
	case len(b) != 6+3*n:
		return seg.fail(5, "image header of the wrong length")
	case f.Width == 0:
		return seg.fail(3, "width of 0")
	case f.Height == 0: // a DNL segment behind the first scan says it: T.81 B.2.5
		return &UnsupportedError{"JPEG without a height in its header"}
	}
	for c := range f.Components {
		d := b[6+3*c:]
		f.id[c], f.H[c], f.V[c], f.tq[c] = d[0], int(d[1]>>4), int(d[1]&15), d[2]
		switch {
		case f.H[c] < 1 || f.H[c] > 4 || f.V[c] < 1 || f.V[c] > 4:
			return seg.fail(7+3*c, "bad sampling factors")
		case f.tq[c] > 3:
			return seg.fail(8+3*c, "bad quantisation table number")
		}
	}
	if f.Components == 1 {
		f.H[0], f.V[0] = 1, 1 // MCUs of one block: T.81 A.2.2
	}
	f.Progressive = seg.marker == markerSOF2
	f.seen = true
	return nil
}

// check says whether the picture can be decoded, once seg, the first scan or the
// end, was found.
func (f *frame) check(seg segment) error {
	switch {
	case !f.seen:
		return seg.fail(0, "no image header")
	case seg.marker == markerEOI:
		return seg.fail(0, "no picture behind the header")
	case f.Components == 3 && !f.jfif && (f.adobe && f.transform == 0 || f.id == [3]byte{'R', 'G', 'B'}):
		return &UnsupportedError{"RGB JPEG"}
	case f.Components == 3 && (f.id[0] == f.id[1] || f.id[0] == f.id[2] || f.id[1] == f.id[2]):
		return seg.fail(0, "two components with one identifier")
	}
	return nil
}
