package gif

import (
	"encoding/binary"

	"fanout/processors/resize/format"
)

const (
	screenBytes = 13 // signature and logical screen descriptor

	introducerExtension = 0x21
	introducerImage     = 0x2c
	labelPlainText      = 0x01 // labels of extensions
	labelControl        = 0xf9
	labelApplication    = 0xff

	// iccApplication names the application extension with a profile (ICC.1:2022
	// section B.6).
	iccApplication = "ICCRGBG1012"
)

// A block is an image or an extension (GIF89a sections 20 and 23 to 26).
type block struct {
	image      bool
	label      byte     // of an extension
	head       [10]byte // the first bytes, in an image all of the descriptor
	start, end int64    // from the introducer to the end of the last sub-block
	sub        int64    // the first sub-block; in an image that of its LZW data
	whole      bool     // the last sub-block is there
}

// colourTableBytes returns the size of the colour table that a packed field
// announces.
func colourTableBytes(packed byte) int64 {
	if packed&0x80 == 0 {
		return 0
	}
	return 3 << (packed&7 + 1)
}

// firstBlock returns the offset of the first block, after the global colour
// table.
func firstBlock(s format.Section) (int64, error) {
	b := s.At(0, screenBytes)
	if b == nil {
		return 0, s.Fail(s.Size, "truncated in the header")
	}
	return screenBytes + colourTableBytes(b[10]), nil
}

// blockAt reads the block at off. It is not ok at the trailer, at the end of a
// truncated file and at bytes that are no block.
func blockAt(s format.Section, off int64) (g block, ok bool) {
	n := copy(g.head[:], s.At(off, int(max(0, min(10, s.Size-off)))))
	g.start = off
	switch {
	case n >= 2 && g.head[0] == introducerExtension:
		g.label, g.sub = g.head[1], off+2
	case n == 10 && g.head[0] == introducerImage:
		g.image, g.sub = true, off+10+colourTableBytes(g.head[9])+1 // after the LZW code size
	default:
		return g, false
	}
	g.end, g.whole = skipSubBlocks(s, g.rest())
	return g, true
}

// rest returns the offset of the sub-blocks that a decoder reads one by one.
// What comes before is skipped as image/gif skips it, right or wrong, so that
// the walk sees every frame that it sees: 13 bytes of a plain text extension,
// and what an application extension calls its length.
func (g *block) rest() int64 {
	switch {
	case g.image:
	case g.label == labelPlainText:
		return g.sub + 13
	case g.label == labelApplication:
		return g.sub + 1 + int64(g.head[2])
	}
	return g.sub
}

// skipSubBlocks steps over sub-blocks and their terminator (section 15 and 16).
func skipSubBlocks(s format.Section, off int64) (end int64, whole bool) {
	for {
		b := s.At(off, 1)
		if b == nil {
			return s.Size, false
		}
		off += 1 + int64(b[0])
		if b[0] == 0 {
			return off, true
		}
	}
}

// readFacts implements format.Format.ReadFacts. It walks all blocks, one byte
// of each sub-block.
func readFacts(s format.Section) (format.Facts, error) {
	off, err := firstBlock(s)
	if err != nil {
		return format.Facts{}, err
	}
	b := s.At(0, screenBytes)
	facts := format.Facts{
		Width:    int(binary.LittleEndian.Uint16(b[6:])),
		Height:   int(binary.LittleEndian.Uint16(b[8:])),
		Channels: 1, Palette: true, Composed: true,
	}
	if facts.Width == 0 || facts.Height == 0 {
		return format.Facts{}, s.Fail(6, "width or height of 0")
	}
	if b[10]&0x80 != 0 {
		facts.Depth = int(b[10]&7) + 1
	}
	for {
		g, ok := blockAt(s, off)
		if !ok {
			break
		}
		off = g.end
		if g.image {
			readImage(&facts, g.head[:])
		} else if g.label == labelControl && g.head[2] >= 4 && g.head[3]&1 != 0 {
			facts.Alpha = true // section 23: a transparent index is given
		}
		if !g.whole {
			break
		}
	}
	if facts.Frames == 0 {
		return format.Facts{}, s.Fail(min(off, s.Size), "no picture")
	}
	if facts.Depth == 0 {
		facts.Depth = 8
	}
	return facts, nil
}

// readImage reads an image descriptor (section 20).
func readImage(facts *format.Facts, b []byte) {
	x, y := int(binary.LittleEndian.Uint16(b[1:])), int(binary.LittleEndian.Uint16(b[3:]))
	w, h := int(binary.LittleEndian.Uint16(b[5:])), int(binary.LittleEndian.Uint16(b[7:]))
	if facts.Frames == 0 && (x > 0 || y > 0 || x+w < facts.Width || y+h < facts.Height) {
		facts.Alpha = true // what the first frame leaves free stays empty
	}
	facts.AddFrame(w, h)
	if b[9]&0x80 != 0 {
		facts.Depth = max(facts.Depth, int(b[9]&7)+1)
	}
}
