package webp

import (
	"encoding/binary"
	"image"
	"math"
	"time"

	"fanout/processors/resize/format"
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
	vp8Bytes   = 10 // the part of a VP8 key frame that has the size
	vp8lBytes  = 5
	anmfBytes  = 16
)

// A chunk is a RIFF chunk (RFC 9649 section 2.3).
type chunk struct {
	name      [4]byte
	off, size int64 // of the data
}

func (c chunk) end() int64 { return c.off + roundUp(c.size, 2) }

// chunkAt reads a chunk's head. The data may go past the end of the file.
func chunkAt(s format.Section, off int64) (c chunk, ok bool) {
	b := s.At(off, 8)
	if b == nil {
		return c, false
	}
	copy(c.name[:], b)
	c.off, c.size = off+8, int64(binary.LittleEndian.Uint32(b[4:]))
	return c, true
}

// riffBody is the part of the file that its RIFF header covers.
func riffBody(s format.Section) format.Section {
	b := s.At(0, firstChunk)
	if b == nil {
		return s.Sub(0, 0)
	}
	return s.Sub(0, 8+int64(binary.LittleEndian.Uint32(b[4:])))
}

// roundUp returns the smallest multiple of unit that is not below n.
func roundUp(n, unit int64) int64 { return (n + unit - 1) / unit * unit }

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

// readFacts implements format.Format.ReadFacts. It walks the chunks. A simple
// file is one VP8 or VP8L chunk, an extended one starts with VP8X.
func readFacts(s format.Section) (format.Facts, error) {
	s.LimitReads(math.MaxInt) // the walk goes forward only: no byte is read twice
	s = riffBody(s)
	c, ok := chunkAt(s, firstChunk)
	if !ok {
		return format.Facts{}, s.Fail(s.Size, "truncated in the header")
	}
	if string(c.name[:]) != "VP8X" {
		var facts format.Facts
		err := readBitstream(&facts, s, c)
		return facts, err
	}
	facts, flags, err := readVP8X(s, c)
	if err != nil {
		return format.Facts{}, err
	}
	var still format.Facts
	for off := c.end(); ; off = c.end() {
		if c, ok = chunkAt(s, off); !ok {
			break
		}
		switch string(c.name[:]) {
		case "VP8 ", "VP8L":
			if flags&flagAnimation != 0 || still.Width > 0 {
				break
			}
			if err := readBitstream(&still, s, c); err != nil {
				return format.Facts{}, err
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
	}
	if still.Width == 0 && facts.Frames == 0 {
		return format.Facts{}, s.Fail(s.Size, "no picture")
	}
	if still.Width > 0 {
		facts.PlaneSamples = still.PlaneSamples
		facts.Alpha = facts.Alpha || still.Alpha
		if facts.Alpha && !still.Alpha { // the planes of lossy YUV, and ALPH
			facts.PlaneSamples += format.Area(facts.Width, facts.Height)
		}
	}
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

// readBitstream reads the head of a lossy (RFC 6386 section 9.1) or lossless
// (RFC 9649 section 3.4) picture.
func readBitstream(facts *format.Facts, s format.Section, c chunk) error {
	facts.Depth, facts.Channels = 8, 3
	switch string(c.name[:]) {
	case "VP8 ":
		b := s.At(c.off, vp8Bytes)
		if b == nil || c.size < vp8Bytes {
			return s.Fail(c.off, "truncated before the picture")
		}
		if b[0]&1 != 0 || string(b[3:6]) != "\x9d\x01\x2a" {
			return s.Fail(c.off, "picture is no key frame")
		}
		facts.Width = int(binary.LittleEndian.Uint16(b[6:]) & 0x3fff)
		facts.Height = int(binary.LittleEndian.Uint16(b[8:]) & 0x3fff)
		if facts.Width == 0 || facts.Height == 0 {
			return s.Fail(c.off+6, "width or height of 0")
		}
		facts.PlaneSamples = roundUp(int64(facts.Width), 16) * roundUp(int64(facts.Height), 16) * 3 / 2
	case "VP8L":
		b := s.At(c.off, vp8lBytes)
		if b == nil || c.size < vp8lBytes {
			return s.Fail(c.off, "truncated before the picture")
		}
		bits := binary.LittleEndian.Uint32(b[1:])
		if b[0] != 0x2f || bits>>29 != 0 {
			return s.Fail(c.off, "bad lossless header")
		}
		facts.Width, facts.Height = int(bits&0x3fff)+1, int(bits>>14&0x3fff)+1
		facts.Alpha = bits>>28&1 != 0
		if facts.Alpha {
			facts.Channels = 4
		}
		facts.PlaneSamples = format.Area(facts.Width, facts.Height) * int64(facts.Channels)
	default:
		return s.Fail(c.off-8, "no picture")
	}
	return nil
}
