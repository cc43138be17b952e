package bmp

import (
	"encoding/binary"

	"fanout/processors/resize/format"
)

// Sizes of the headers that may follow the 14-byte file header: OS/2 1.x,
// Windows 3, the two that Adobe wrote, Windows 95 and 98. OS/2 2.x has one of
// 64 bytes that may end after any field from the 16th byte on.
const (
	fileHeaderBytes = 14

	headerCore     = 12
	headerOS2Short = 16
	headerInfo     = 40
	headerV2       = 52
	headerV3       = 56
	headerOS2      = 64
	headerV4       = 108
	headerV5       = 124
)

// masksAt is where bit masks are in the file: after a Windows 3 header, inside
// longer ones.
const masksAt = fileHeaderBytes + headerInfo

// Values of biCompression. OS/2 uses 3 and 4 for codings of its own.
const (
	compressionNone      = 0
	compressionRLE8      = 1
	compressionRLE4      = 2
	compressionBits      = 3
	compressionHuffman   = 3 // OS/2, 1 bit
	compressionJPEG      = 4
	compressionRLE24     = 4 // OS/2, 24 bits
	compressionPNG       = 5
	compressionAlphaBits = 6 // Windows CE
	compressionCMYK      = 11
	compressionCMYKRLE4  = 13
)

// A palette has 256 colors at most, each of 4 bytes: blue, green, red and one
// that means nothing, which OS/2 1.x leaves out.
const (
	maxPaletteColours     = 256
	bytesPerPaletteColour = 4
)

// A header is what the headers of a file say, with what is wrong about the
// place of the pixels mended.
type header struct {
	bytes       int // of the second header
	width       int
	height      int // without its sign
	topDown     bool
	depth       int // bits per pixel
	compression uint32
	runs        bool      // the pixels are run-length encoded
	masks       [4]uint32 // of red, green, blue and alpha, at 16, 24 and 32 bits
	palette     section
	paletteStep int64 // bytes per color of the palette
	pixels      section
	inside      *format.Format // of the file that stands for the pixels
	notes       []string
}

// A section is a range of the file, at most to its end.
type section struct{ at, size int64 }

// hasMagic implements format.Format.Magic. It asks for more than the two
// letters, with which texts begin too: a known header size, one plane and a
// possible depth.
func hasMagic(head []byte) bool {
	if len(head) < 26 || string(head[:2]) != "BM" {
		return false
	}
	var planes, depth uint16
	switch size := binary.LittleEndian.Uint32(head[14:]); {
	case size == headerCore:
		planes, depth = binary.LittleEndian.Uint16(head[22:]), binary.LittleEndian.Uint16(head[24:])
	case isOS2(size), size == headerInfo, size == headerV2, size == headerV3, size == headerV4, size == headerV5:
		if len(head) < 30 {
			return false
		}
		planes, depth = binary.LittleEndian.Uint16(head[26:]), binary.LittleEndian.Uint16(head[28:])
	default:
		return false
	}
	switch depth {
	case 0, 1, 2, 4, 8, 16, 24, 32, 64:
		return planes == 1
	}
	return false
}

// isOS2 reports whether a header of that size is one of OS/2 2.x and nothing
// else. The fields are of four bytes, but for two pairs that a header may end
// between.
func isOS2(size uint32) bool {
	switch size {
	case headerInfo, headerV2, headerV3:
		return false
	case 42, 46:
		return true
	}
	return size >= headerOS2Short && size <= headerOS2 && size%4 == 0
}

// A reader reads headers. It knows the formats of the files that a BMP may
// hold.
type reader struct{ jpeg, png *format.Format }

// header reads the headers of a file that hasMagic has accepted.
func (r reader) header(s format.Section) (*header, error) {
	b := s.At(fileHeaderBytes, 4)
	if b == nil {
		return nil, s.Fail(s.Size, "truncated header")
	}
	h := &header{bytes: int(min(binary.LittleEndian.Uint32(b), headerV5))}
	if b = s.At(0, fileHeaderBytes+h.bytes); b == nil {
		return nil, s.Fail(s.Size, "truncated header")
	}
	width, height, colours, size := h.fields(b)
	h.topDown = height < 0
	height = max(height, -height)
	if width <= 0 || height == 0 || height > format.MaxSide {
		return nil, s.Fail(18, "width or height of 0 or too large")
	}
	h.width, h.height = int(width), int(height)
	start := int64(binary.LittleEndian.Uint32(b[10:]))
	end, err := h.readMasks(s)
	if err != nil {
		return nil, err
	}
	h.place(s.Size, start, end, int64(colours))
	if err := r.setCoding(h, s, size); err != nil {
		return nil, err
	}
	if h.pixels.size == 0 {
		return nil, s.Fail(10, "pixels outside the file")
	}
	return h, nil
}

// fields reads the fields of the headers b that come first in all headers.
// Those that b does not have are 0. colors is the number in the palette, and
// size that of the pixels in bytes; both are 0 where the usual is meant. The
// sides fit into 32 bits with a sign.
func (h *header) fields(b []byte) (width, height int64, colours, size uint32) {
	field := func(at int) uint32 {
		if at+4 > len(b) {
			return 0
		}
		return binary.LittleEndian.Uint32(b[at:])
	}
	if h.bytes == headerCore {
		h.depth = int(binary.LittleEndian.Uint16(b[24:]))
		return int64(binary.LittleEndian.Uint16(b[18:])), int64(binary.LittleEndian.Uint16(b[20:])), 0, 0
	}
	h.depth = int(binary.LittleEndian.Uint16(b[28:]))
	h.compression = field(30)
	return int64(int32(field(18))), int64(int32(field(22))), field(46), field(34)
}

// readMasks reads the bit masks of direct colors and returns where the headers
// end.
func (h *header) readMasks(s format.Section) (end int64, err error) {
	end = fileHeaderBytes + int64(h.bytes)
	asked := h.depth >= 16 && (h.compression == compressionBits || h.compression == compressionAlphaBits)
	stored := 0 // masks
	switch {
	case isOS2(uint32(h.bytes)) || h.bytes < headerInfo:
	case h.bytes >= headerV3 || asked && h.compression == compressionAlphaBits:
		stored = 4
	case asked:
		stored = 3
	}
	if stored > 0 {
		b := s.At(masksAt, 4*stored)
		if b == nil {
			return 0, s.Fail(s.Size, "truncated header")
		}
		for i := range stored {
			h.masks[i] = binary.LittleEndian.Uint32(b[4*i:])
		}
		end = max(end, masksAt+4*int64(stored))
	}
	h.checkMasks(asked)
	return end, nil
}
