package png

import (
	"encoding/binary"
	"hash/crc32"

	"fanout/processors/resize/format"
	"fanout/processors/resize/metadata"
)

// A header is the image header, IHDR (section 11.2.1).
type header struct {
	width, height int
	depth         int // bits a sample: 1, 2, 4, 8 or 16
	colour        byte
	channels      int // samples a pixel
	interlaced    bool
}

// The color types.
const (
	colourGray      = 0
	colourRGB       = 2
	colourPalette   = 3
	colourGrayAlpha = 4
	colourRGBA      = 6
)

// hasAlpha reports whether the pixels have an alpha channel.
func (h *header) hasAlpha() bool { return h.colour&4 != 0 }

// rowBytes returns the size of a row of width pixels without its filter type.
// It is at most 2³¹·8 bytes.
func (h *header) rowBytes(width int) int64 {
	return (int64(width)*int64(h.channels*h.depth) + 7) / 8
}

// readFacts implements format.Format.ReadFacts. It reads IHDR and walks the
// heads of the other chunks: palette, tRNS and the animation control before the
// data, frames and perhaps EXIF after it.
func readFacts(s format.Section) (format.Facts, error) {
	h, err := readIHDR(s)
	if err != nil {
		return format.Facts{}, err
	}
	facts := format.Facts{
		Width: h.width, Height: h.height,
		Channels: h.channels, Depth: h.depth,
		Palette: h.colour == colourPalette, Multipass: h.interlaced,
	}
	var p palette
	var animated, data, stillIsFrame bool
	for off := int64(headerEnd); ; {
		c, ok := chunkAt(s, off)
		if !ok || !c.isNamed() {
			break
		}
		off = c.end()
		switch string(c.name[:]) {
		case "PLTE":
			if !data {
				p.readPLTE(&h, c)
			}
		case "tRNS":
			if !data && c.size <= maxColours && c.intact(s) {
				p.readTRNS(&h, s.At(c.off, int(c.size)))
			}
		case "acTL":
			animated = animated || !data
		case "fcTL":
			stillIsFrame = stillIsFrame || !data
			readFCTL(&facts, s, c, animated)
		case "IDAT":
			data = true
		case "eXIf":
			if facts.Orientation == 0 && c.intact(s) {
				facts.Orientation = metadata.Orientation(s.Sub(c.off, c.size))
			}
		case "IEND":
			off = s.Size
		}
	}
	facts.Alpha = h.hasAlpha() || p.transparent()
	if facts.Frames > 0 && !stillIsFrame {
		facts.AddFrame(facts.Width, facts.Height)
	}
	return facts, nil
}

// readIHDR reads the image header.
func readIHDR(s format.Section) (header, error) {
	c, ok := chunkAt(s, 8)
	switch {
	case !ok && s.Size < 16:
		return header{}, s.Fail(s.Size, "truncated before the image header")
	case c.is("CgBI"):
		return header{}, &format.UnsupportedError{Name: "Apple's CgBI variant of PNG"}
	case !c.is("IHDR") || c.size != 13:
		return header{}, s.Fail(8, "no image header")
	}
	b := s.At(12, 4+13+4)
	if b == nil {
		return header{}, s.Fail(s.Size, "truncated in the image header")
	}
	if crc32.ChecksumIEEE(b[:17]) != binary.BigEndian.Uint32(b[17:]) {
		return header{}, s.Fail(29, "wrong checksum of the image header")
	}
	b = b[4:17]
	w, h := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	if w == 0 || h == 0 || w > format.MaxSide || h > format.MaxSide {
		return header{}, s.Fail(16, "width or height of 0 or too large")
	}
	depth, colour := b[8], b[9]
	channels, ok := channelsOf(colour, depth)
	if !ok {
		return header{}, s.Fail(24, "impossible color type and depth")
	}
	if b[10] != 0 || b[11] != 0 || b[12] > 1 {
		return header{}, s.Fail(26, "unknown compression, filter or interlace method")
	}
	return header{
		width: int(w), height: int(h), depth: int(depth),
		colour: colour, channels: channels, interlaced: b[12] == 1,
	}, nil
}

// channelsOf returns the samples per pixel of a color type if the depth goes
// with it (section 11.2.1, table 12).
func channelsOf(colour, depth byte) (int, bool) {
	switch depth {
	case 1, 2, 4:
		return 1, colour == colourGray || colour == colourPalette
	case 8, 16:
		switch colour {
		case colourGray:
			return 1, true
		case colourRGB:
			return 3, true
		case colourPalette:
			return 1, depth == 8
		case colourGrayAlpha:
			return 2, true
		case colourRGBA:
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
