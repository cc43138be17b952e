package jpeg

import (
	"encoding/binary"
	"fmt"
	"slices"

	"fanout/processors/resize/format"
	"fanout/processors/resize/metadata"
	"fanout/processors/resize/planes"
)

// A header is what a JPEG file says of its picture before the first scan.
type header struct {
	Width, Height int
	// Components is 1 (gray), 2 (gray, and one of unknown meaning, which is
	// left out of the picture), 3 (Y, Cb, Cr, or RGB) or 4 (CMYK, YCCK). H and
	// V are their sampling factors (T.81 A.1.1), 1 to 4; those of a single
	// component are 1, as they mean nothing.
	Components  int
	H, V        [4]int
	Progressive bool
	Arithmetic  bool // coding instead of Huffman's
	Depth       int  // bits of a sample, 8 or 12
}

// samples returns how many samples the planes have, padded to whole MCUs (T.81
// A.2.4).
func (h *header) samples() int64 {
	g := h.geometry()
	var blocks int64
	for c := range h.Components {
		blocks += int64(g.mcusAcross*h.H[c]) * int64(g.mcusDown*h.V[c])
	}
	return 64 * blocks
}

// geometry counts MCUs (T.81 A.2.4).
type geometry struct {
	hMax, vMax           int
	mcusAcross, mcusDown int // of an interleaved scan
}

func (h *header) geometry() geometry {
	var g geometry
	for c := range h.Components {
		g.hMax, g.vMax = max(g.hMax, h.H[c]), max(g.vMax, h.V[c])
	}
	g.mcusAcross = divideUp(h.Width, 8*g.hMax)
	g.mcusDown = divideUp(h.Height, 8*g.vMax)
	return g
}

// headerReads bounds the reads of one header: 256 MiB of segments of full size.
const headerReads = 1 << 12

// heightReads bounds the reads of a walk over the first scan, of 32 MiB.
const heightReads = 1 << 13

// readFacts implements format.Format.ReadFacts. Without a frame header it
// fails; after one, damage is left to the decoder.
func readFacts(file format.Section) (format.Facts, error) {
	file.LimitReads(headerReads)
	var f frame
	orientation := 0
	scan, err := f.readHeader(&segments{file: file, off: 2, probe: true, stray: headerStray}, func(seg segment) {
		if orientation == 0 && isEXIF(seg) {
			orientation = metadata.Orientation(file.Sub(seg.params, int64(seg.size())))
		}
	})
	switch {
	case f.Height == 0 && err != nil:
		return format.Facts{}, err
	case !f.seen:
		return format.Facts{}, file.Fail(scan.start, "no image header")
	case err != nil:
		scan.start = file.Size
	}
	return format.Facts{
		Width: f.Width, Height: f.Height,
		Orientation: orientation,
		Channels:    f.Components, Depth: f.Depth,
		Planar: true, Model: f.model(),
		Multipass:    f.Progressive,
		PlaneSamples: f.samples(),
		HeaderBytes:  scan.start,
	}, nil
}

// A frame is what frame header, JFIF and Adobe segments say together.
type frame struct {
	header
	id, tq      [4]byte // component identifiers and quantization tables
	jfif, adobe bool
	transform   byte    // Adobe's: 0 is RGB
	sof         segment // the frame header
	seen        bool    // it was there
}

// readHeader reads the segments of r up to the first SOS or EOI, which it
// returns, and calls visit for each before that. What only a decoder needs, it
// does not check for a probe.
func (f *frame) readHeader(r *segments, visit func(segment)) (end segment, err error) {
	for {
		seg, err := r.next()
		if second := f.seen && seg.isSOF(); err == nil && !(r.probe && second) {
			err = f.read(seg)
		}
		if err == nil && seg.isSOF() {
			err = f.complete(r)
		}
		if err != nil || seg.marker == markerSOS || seg.marker == markerEOI {
			return seg, err
		}
		visit(seg)
	}
}

// read adds what seg says to the frame; most segments say nothing.
func (f *frame) read(seg segment) error {
	switch m := seg.marker; {
	case seg.isSOF():
		return f.readSOF(seg)
	case m == markerAPP0: // T.871 section 10.1
		f.jfif = f.jfif || len(seg.body) >= 5 && string(seg.body[:5]) == "JFIF\x00"
	case m == markerAPP14: // T.872 section 6.5.3
		if len(seg.body) >= 12 && string(seg.body[:5]) == "Adobe" {
			f.adobe, f.transform = true, seg.body[11]
		}
	}
	return nil
}

// readFile reads the header of a file for a Decoder, and returns the segments
// of the file from the first one on.
func (f *frame) readFile(file []byte) (segments, error) {
	first, err := newSegments(file)
	if err != nil {
		return first, err
	}
	r := first
	end, err := f.readHeader(&r, func(segment) {})
	if err == nil {
		err = f.check(end)
	}
	return first, err
}

// decoderHeader returns the header of a file as a Decoder reads it.
func decoderHeader(file []byte) (header, error) {
	var f frame
	_, err := f.readFile(file)
	return f.header, err
}

// isSOF reports whether the segment is a frame header of any coding process.
func (s *segment) isSOF() bool {
	m := s.marker
	return m == markerDHP || m == markerSOF55 || m >= markerSOF0 && m <= markerSOF15 && m != markerDHT && m != markerDAC
}

// complete checks what readSOF leaves, once r is after the frame header. For a
// decoder no component may name a quantization table that cannot exist.
func (f *frame) complete(r *segments) error {
	if !r.probe {
		for c := range f.Components {
			if f.tq[c] > 3 {
				return f.sof.fail(8+3*c, "bad quantization table number")
			}
		}
	}
	if f.Height == 0 {
		return f.findHeight(*r)
	}
	return nil
}

// findHeight reads the height of a frame that states 0: it is in the DNL
// segment after the first scan (T.81 B.2.5).
func (f *frame) findHeight(r segments) error {
	if r.probe {
		r.file.LimitReads(heightReads)
		r.stray = r.file.Size
	}
	scanned := false
	for {
		seg, err := r.next()
		switch {
		case err != nil || seg.marker == markerEOI:
			return r.file.Fail(f.sof.params+1, "height of 0")
		case seg.marker == markerSOS:
			scanned = true
		case seg.marker == markerDNL && scanned && len(seg.body) >= 2:
			if f.Height = int(binary.BigEndian.Uint16(seg.body)); f.Height == 0 {
				return seg.fail(0, "height of 0")
			}
			return nil
		}
	}
}

// unsupportedProcess names the coding process of a frame that is not decoded
// (T.81 table B.1), or returns "".
func unsupportedProcess(marker byte) string {
	switch marker {
	case markerSOF0, markerSOF1, markerSOF2, markerSOF9, markerSOF10:
		return ""
	case markerSOF3:
		return "lossless JPEG"
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
	if process := unsupportedProcess(seg.marker); process != "" {
		return &format.UnsupportedError{Name: process}
	}
	b := seg.body
	switch {
	case f.seen:
		return seg.fail(0, "second image header")
	case len(b) < 6:
		return seg.fail(0, "truncated image header")
	}
	depth, n := b[0], int(b[5])
	h, w := int(binary.BigEndian.Uint16(b[1:])), int(binary.BigEndian.Uint16(b[3:]))
	switch {
	case seg.size() != 6+3*n:
		return seg.fail(5, "image header of the wrong length")
	case depth != 8 && depth != 12:
		return &format.UnsupportedError{Name: fmt.Sprintf("%d-bit JPEG", depth)}
	case n < 1 || n > 4:
		return &format.UnsupportedError{Name: fmt.Sprintf("JPEG with %d components", n)}
	case w == 0:
		return seg.fail(3, "width of 0")
	}
	if len(b) < 6+3*n {
		return seg.fail(6, "truncated image header")
	}
	for c := range n {
		d := b[6+3*c:]
		f.id[c], f.H[c], f.V[c], f.tq[c] = d[0], int(d[1]>>4), int(d[1]&15), d[2]
		if f.H[c] < 1 || f.H[c] > 4 || f.V[c] < 1 || f.V[c] > 4 {
			return seg.fail(6, "bad sampling factors")
		}
	}
	if n == 2 && (f.H[0] < f.H[1] || f.V[0] < f.V[1]) {
		return &format.UnsupportedError{Name: "JPEG with a second component that is finer than the first"}
	}
	if n == 1 {
		f.H[0], f.V[0] = 1, 1 // MCUs of one block: T.81 A.2.2
	}
	f.Width, f.Height, f.Components = w, h, n
	f.Progressive = seg.marker == markerSOF2 || seg.marker == markerSOF10
	f.Arithmetic = seg.marker >= markerSOF9
	f.Depth = int(depth)
	f.sof, f.seen = seg, true
	return nil
}

// model returns what the components hold, as the usual decoders take it. Three
// are Y, Cb and Cr unless the file says otherwise; JFIF, which knows nothing
// else, has the last word. Inks are stored inverted, as Adobe does, also in a
// file without Adobe's mark: libvips, ImageMagick and Pillow take it so.
func (f *frame) model() planes.Model {
	switch {
	case f.Components == 3 && !f.jfif && (f.adobe && f.transform == 0 || !f.adobe && f.id == [4]byte{'R', 'G', 'B'}):
		return planes.RGB
	case f.Components == 4 && f.adobe && f.transform != 0:
		return planes.YCCK
	case f.Components == 4:
		return planes.CMYK
	}
	return planes.YCbCr
}

// component returns the index of the first component of that identifier that
// taken does not have, or -1.
func (f *frame) component(id byte, taken []int) int {
	for c := range f.Components {
		if f.id[c] == id && !slices.Contains(taken, c) {
			return c
		}
	}
	return -1
}

// check returns what is wrong with the picture for a Decoder, once seg, the
// first scan or the end, was found.
func (f *frame) check(seg segment) error {
	switch {
	case !f.seen:
		return seg.fail(0, "no image header")
	case seg.marker == markerEOI:
		return seg.fail(0, "no picture after the header")
	}
	return nil
}
