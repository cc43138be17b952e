package png

import (
	"encoding/binary"
	"hash/crc32"

	"fanout/processors/resize/format"
	"fanout/processors/resize/metadata"
)

const (
	magic = "\x89PNG\x0d\x0a\x1a\x0a"

	headerEnd = 8 + 12 + 13 // offset of the chunk after IHDR

	// maxICC is the most that a compressed profile may inflate to. The largest
	// in use (printers, LUTs) have a few MiB.
	maxICC = 16 << 20
)

// A chunk is a chunk of PNG (third edition section 5.3).
type chunk struct {
	name      [4]byte
	off, size int64 // of the data
}

func (c chunk) start() int64 { return c.off - 8 }
func (c chunk) end() int64   { return c.off + c.size + 4 } // after the CRC

// chunkAt reads a chunk's head. The data may go past the end of the file.
func chunkAt(s format.Section, off int64) (c chunk, ok bool) {
	b := s.At(off, 8)
	if b == nil {
		return c, false
	}
	size := binary.BigEndian.Uint32(b)
	copy(c.name[:], b[4:])
	c.off, c.size = off+8, int64(size)
	return c, size <= format.MaxSide
}

// readFacts implements format.Format.ReadFacts. It reads IHDR and walks the
// heads of the other chunks: tRNS and the animation control before the data,
// frames and perhaps EXIF after it.
func readFacts(s format.Section) (format.Facts, error) {
	facts, err := readIHDR(s)
	if err != nil {
		return format.Facts{}, err
	}
	var animated, data, stillIsFrame bool
	for off := int64(headerEnd); ; {
		c, ok := chunkAt(s, off)
		if !ok {
			break
		}
		off = c.end()
		switch string(c.name[:]) {
		case "tRNS":
			facts.Alpha = true
		case "acTL":
			animated = animated || !data
		case "fcTL":
			stillIsFrame = stillIsFrame || !data
			readFCTL(&facts, s, c, animated)
		case "IDAT":
			data = true
		case "eXIf":
			if facts.Orientation == 0 {
				facts.Orientation = metadata.Orientation(s.Sub(c.off, c.size))
			}
		case "IEND":
			off = s.Size
		}
	}
	if facts.Frames > 0 && !stillIsFrame {
		facts.AddFrame(facts.Width, facts.Height)
	}
	return facts, nil
}

// readIHDR reads the image header (section 11.2.1).
func readIHDR(s format.Section) (format.Facts, error) {
	c, ok := chunkAt(s, 8)
	switch {
	case !ok && s.Size < 16:
		return format.Facts{}, s.Fail(s.Size, "truncated before the image header")
	case string(c.name[:]) == "CgBI":
		return format.Facts{}, &format.UnsupportedError{Name: "Apple's CgBI variant of PNG"}
	case string(c.name[:]) != "IHDR" || c.size != 13:
		return format.Facts{}, s.Fail(8, "no image header")
	}
	b := s.At(12, 4+13+4)
	if b == nil {
		return format.Facts{}, s.Fail(s.Size, "truncated in the image header")
	}
	if crc32.ChecksumIEEE(b[:17]) != binary.BigEndian.Uint32(b[17:]) {
		return format.Facts{}, s.Fail(29, "wrong checksum of the image header")
	}
	b = b[4:17]
	w, h := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	if w == 0 || h == 0 || w > format.MaxSide || h > format.MaxSide {
		return format.Facts{}, s.Fail(16, "width or height of 0 or too large")
	}
	depth, colour := b[8], b[9]
	channels, ok := channelsOf(colour, depth)
	if !ok {
		return format.Facts{}, s.Fail(24, "impossible colour type and depth")
	}
	if b[10] != 0 || b[11] != 0 || b[12] > 1 {
		return format.Facts{}, s.Fail(26, "unknown compression, filter or interlace method")
	}
	return format.Facts{
		Width: int(w), Height: int(h),
		Channels: channels, Depth: int(depth),
		Palette: colour == 3, Alpha: colour&4 != 0,
		Multipass: b[12] == 1,
	}, nil
}

// channelsOf returns the samples per pixel of a colour type if the depth goes
// with it (section 11.2.1, table 12).
func channelsOf(colour, depth byte) (int, bool) {
	switch depth {
	case 1, 2, 4:
		return 1, colour == 0 || colour == 3
	case 8, 16:
		switch colour {
		case 0:
			return 1, true
		case 2:
			return 3, true
		case 3:
			return 1, depth == 8
		case 4:
			return 2, true
		case 6:
			return 4, true
		}
	}
	return 0, false
}

// readFCTL counts a frame of an animation (section 11.3.6.2).
func readFCTL(facts *format.Facts, s format.Section, c chunk, animated bool) {
	b := s.At(c.off, 12)
	if b == nil || !animated || c.size != 26 {
		return
	}
	w, h := binary.BigEndian.Uint32(b[4:]), binary.BigEndian.Uint32(b[8:])
	if w > 0 && h > 0 && w <= format.MaxSide && h <= format.MaxSide {
		facts.AddFrame(int(w), int(h))
	}
}
