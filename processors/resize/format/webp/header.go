package webp

import (
	"image"
	"math"
	"time"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/webp/vp8"
	"fanout/processors/resize/format/webp/vp8l"
	"fanout/processors/resize/metadata"
)

// The flags of a VP8X chunk (RFC 9649 section 2.7.1).
const (
	flagAnimation = 1 << 1
	flagEXIF      = 1 << 3
	flagAlpha     = 1 << 4
	flagICC       = 1 << 5
)

const (
	firstChunk = 12 // offset of the chunk after RIFF, size, WEBP
	vp8xBytes  = 10
	anmfBytes  = 16
)

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

// readFacts implements format.Format.ReadFacts. It walks the chunks. A simple
// file is one VP8 or VP8L chunk, an extended one starts with VP8X.
func readFacts(s format.Section) (format.Facts, error) {
	s.LimitReads(math.MaxInt) // the walk goes forward only: no byte is read twice
	w := chunksOf(s)
	c, ok := w.next()
	if !ok {
		return format.Facts{}, s.Fail(s.Size, "truncated in the header")
	}
	var facts format.Facts
	var flags byte
	var err error
	extended := c.is("VP8X")
	if extended {
		if facts, flags, err = readVP8X(s, c); err != nil {
			return format.Facts{}, err
		}
		c, ok = w.next()
	}
	var still format.Facts
	alpha := false // ALPH was there
	for ; ok; c, ok = w.next() {
		switch string(c.name[:]) {
		case "ALPH":
			alpha = alpha || still.Width == 0
		case "VP8 ", "VP8L":
			if flags&flagAnimation != 0 || still.Width > 0 {
				break
			}
			if err := readStill(&still, s, c, alpha); err != nil {
				return format.Facts{}, err
			}
			if !extended {
				facts = still
			}
			if still.Width != facts.Width || still.Height != facts.Height {
				return format.Facts{}, s.Fail(c.off, "picture of another size than the canvas")
			}
		case "ANMF":
			if b := s.At(c.off, anmfBytes); b != nil && flags&flagAnimation != 0 {
				frame := parseANMF(b).area
				if !frame.In(image.Rect(0, 0, facts.Width, facts.Height)) { // RFC 9649 section 2.7.1.1
					return format.Facts{}, s.Fail(c.off, "frame outside the canvas")
				}
				facts.AddFrame(frame.Dx(), frame.Dy())
			}
		case "EXIF":
			if facts.Orientation == 0 {
				facts.Orientation = metadata.Orientation(s.Sub(c.off, c.size))
			}
		}
		if still.Width > 0 && !extended {
			break // a simple file has nothing else
		}
	}
	if still.Width == 0 && facts.Frames == 0 {
		return format.Facts{}, s.Fail(s.Size, "no picture")
	}
	if still.Width > 0 { // the flag of VP8X may be wrong
		facts.PlaneSamples, facts.Alpha = still.PlaneSamples, still.Alpha
	}
	facts.Depth = 8
	facts.Composed = flags&flagAnimation != 0
	facts.Channels = 3
	if facts.Alpha {
		facts.Channels = 4
	}
	return facts, nil
}

// The flags of an ANMF chunk (RFC 9649 section 2.7.1.1).
const (
	frameDispose = 1 << 0 // the canvas is cleared where the frame was
	frameNoBlend = 1 << 1 // the frame replaces what was there
)

// An anmf is the header of a frame of an animation (RFC 9649 section 2.7.1.1).
type anmf struct {
	area  image.Rectangle // on the canvas
	delay time.Duration
	flags byte
}

// parseANMF reads the header from the anmfBytes at the beginning of the chunk.
func parseANMF(b []byte) anmf {
	x, y := 2*uint24(b), 2*uint24(b[3:])
	return anmf{
		area:  image.Rect(x, y, x+uint24(b[6:])+1, y+uint24(b[9:])+1),
		delay: time.Duration(uint24(b[12:])) * time.Millisecond,
		flags: b[15],
	}
}

// readVP8X reads the extended header (RFC 9649 section 2.7.1).
func readVP8X(s format.Section, c chunk) (format.Facts, byte, error) {
	b := s.At(c.off, vp8xBytes)
	if b == nil || c.size < vp8xBytes {
		return format.Facts{}, 0, s.Fail(c.off, "truncated in the header")
	}
	facts := format.Facts{Width: uint24(b[4:]) + 1, Height: uint24(b[7:]) + 1, Depth: 8, Alpha: b[0]&flagAlpha != 0}
	if format.Area(facts.Width, facts.Height) > math.MaxUint32 {
		return format.Facts{}, 0, s.Fail(c.off+4, "canvas too large")
	}
	return facts, b[0], nil
}

// readStill reads the head of a still, which comes after ALPH or not.
func readStill(facts *format.Facts, s format.Section, c chunk, alpha bool) error {
	err := readBitstream(facts, s, c)
	if alpha && c.is("VP8 ") {
		facts.Alpha = true
		facts.PlaneSamples += format.Area(facts.Width, facts.Height)
	}
	return err
}

// readBitstream reads the head of a picture: size, alpha and samples.
func readBitstream(facts *format.Facts, s format.Section, c chunk) error {
	if c.is("VP8 ") {
		h, err := vp8.ReadHeader(s.At(c.off, int(min(c.size, vp8.HeaderBytes))))
		if err != nil {
			return s.Fail(c.off, err.Error())
		}
		facts.Width, facts.Height = h.Width, h.Height
		facts.PlaneSamples = roundUp(int64(h.Width), 16) * roundUp(int64(h.Height), 16) * 3 / 2
		return nil
	}
	h, err := vp8l.ReadHeader(s.At(c.off, int(min(c.size, vp8l.HeaderBytes))))
	if err != nil {
		return s.Fail(c.off, err.Error())
	}
	facts.Width, facts.Height, facts.Alpha = h.Width, h.Height, h.Alpha
	facts.PlaneSamples = format.Area(h.Width, h.Height) * 3
	if h.Alpha {
		facts.PlaneSamples = format.Area(h.Width, h.Height) * 4
	}
	return nil
}

// roundUp returns the smallest multiple of unit that is not below n.
func roundUp(n, unit int64) int64 { return (n + unit - 1) / unit * unit }
