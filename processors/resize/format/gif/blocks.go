package gif

import (
	"encoding/binary"

	"fanout/processors/resize/format"
)

const (
	screenBytes     = 13 // signature and logical screen descriptor
	descriptorBytes = 10 // of an image

	introducerExtension = 0x21
	introducerImage     = 0x2c
	trailer             = 0x3b

	labelPlainText   = 0x01 // labels of extensions
	labelControl     = 0xf9
	labelComment     = 0xfe
	labelApplication = 0xff

	// iccApplication names the application extension with a profile (ICC.1:2022
	// section B.6).
	iccApplication = "ICCRGBG1012"

	// maxCodeSize is the largest LZW minimum code size: codes have at most 12
	// bits, and one more than the size at the start. Section 22 and appendix F
	// want 2 to 8.
	maxCodeSize = 11
)

// A block is an image or an extension (GIF89a sections 20 and 23 to 26).
type block struct {
	image      bool
	label      byte                  // of an extension
	head       [descriptorBytes]byte // the first bytes, in an image all of the descriptor
	start, end int64                 // from the introducer to the end of the last sub-block
	sub        int64                 // the first sub-block; in an image that of its LZW data
	whole      bool                  // the last sub-block is there
}

// colorTableBytes returns the size of the color table that a packed field
// announces.
func colourTableBytes(packed byte) int64 {
	if packed&0x80 == 0 {
		return 0
	}
	return 3 << (packed&7 + 1)
}

// firstBlock returns the offset of the first block, after the global color
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
	n := copy(g.head[:], s.At(off, int(max(0, min(descriptorBytes, s.Size-off)))))
	g.start = off
	switch {
	case n >= 2 && g.head[0] == introducerExtension:
		g.label, g.sub = g.head[1], off+2
	case n == descriptorBytes && g.head[0] == introducerImage:
		g.image, g.sub = true, off+descriptorBytes+colourTableBytes(g.head[9])+1 // after the LZW code size
	default:
		return g, false
	}
	g.end, g.whole = skipSubBlocks(s, g.sub)
	return g, true
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

// skipRubbish returns the offset, from off on, of the next bytes that may well
// be a block or the trailer, or the size of s.
func skipRubbish(s format.Section, off int64) int64 {
	for ; ; off++ {
		b := s.At(off, 1)
		switch {
		case b == nil:
			return s.Size
		case b[0] == trailer,
			b[0] == introducerExtension && plausibleExtension(s.At(off, 3)),
			b[0] == introducerImage && plausibleImage(s, off):
			return off
		}
	}
}

// plausibleExtension reports whether b begins an extension that is known, with
// a length that fits.
func plausibleExtension(b []byte) bool {
	if len(b) < 3 {
		return false
	}
	switch b[1] {
	case labelControl:
		return b[2] == 4
	case labelApplication:
		return b[2] == 11
	case labelPlainText:
		return b[2] == 12
	}
	return b[1] == labelComment
}

// plausibleImage reports whether a descriptor at off is that of a frame on the
// screen, with data that can be decoded.
func plausibleImage(s format.Section, off int64) bool {
	var screen, b [descriptorBytes]byte
	if copy(screen[:], s.At(0, descriptorBytes)) == 0 || copy(b[:], s.At(off, descriptorBytes)) == 0 {
		return false
	}
	code := s.At(off+descriptorBytes+colourTableBytes(b[9]), 2)
	word := func(b []byte) int { return int(binary.LittleEndian.Uint16(b)) }
	return word(b[5:]) > 0 && word(b[7:]) > 0 &&
		word(b[1:]) < max(1, word(screen[6:])) && word(b[3:]) < max(1, word(screen[8:])) &&
		len(code) == 2 && code[0] >= 1 && code[0] <= 8 && code[1] > 0
}
