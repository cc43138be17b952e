package bmp

import (
	"encoding/binary"

	"fanout/processors/resize/format"
)

// Sizes of the headers that may follow the 14-byte file header: OS/2 1.x, the
// short and the long OS/2 2.x, Windows 3, the two that Adobe wrote, Windows 95
// and 98.
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

// profileEmbedded is PROFILE_EMBEDDED ("MBED"), the colour space type of a V5
// header whose profile is in the file.
const profileEmbedded = 0x4d424544

// hasMagic implements format.Format.Magic. It asks for more than the two
// letters, with which texts begin too: a known header size, one plane and a
// possible depth.
func hasMagic(head []byte) bool {
	if len(head) < 26 || string(head[:2]) != "BM" {
		return false
	}
	var planes, depth uint16
	headerBytes := binary.LittleEndian.Uint32(head[14:])
	switch headerBytes {
	case headerCore:
		planes, depth = binary.LittleEndian.Uint16(head[22:]), binary.LittleEndian.Uint16(head[24:])
	case headerOS2Short, headerInfo, headerV2, headerV3, headerOS2, headerV4, headerV5:
		if len(head) < 30 {
			return false
		}
		planes, depth = binary.LittleEndian.Uint16(head[26:]), binary.LittleEndian.Uint16(head[28:])
	default:
		return false
	}
	switch depth {
	case 0, 1, 2, 4, 8, 16, 24, 32:
		return planes == 1
	}
	return false
}

// readFacts implements format.Format.ReadFacts. hasMagic has checked its size,
// the planes and the depth.
func readFacts(s format.Section) (format.Facts, error) {
	b := s.At(fileHeaderBytes, 4)
	if b == nil {
		return format.Facts{}, s.Fail(s.Size, "truncated header")
	}
	headerBytes := int(binary.LittleEndian.Uint32(b))
	b = s.At(0, fileHeaderBytes+min(headerBytes, headerV5))
	if b == nil {
		return format.Facts{}, s.Fail(s.Size, "truncated header")
	}
	if pixels := int64(binary.LittleEndian.Uint32(b[10:])); pixels < int64(len(b)) || pixels > s.Size {
		return format.Facts{}, s.Fail(10, "pixels outside the file")
	}
	var w, h int64
	var depth, compression int
	if headerBytes == headerCore {
		w, h = int64(binary.LittleEndian.Uint16(b[18:])), int64(binary.LittleEndian.Uint16(b[20:]))
		depth = int(binary.LittleEndian.Uint16(b[24:]))
	} else {
		w, h = int64(int32(binary.LittleEndian.Uint32(b[18:]))), int64(int32(binary.LittleEndian.Uint32(b[22:])))
		depth = int(binary.LittleEndian.Uint16(b[28:]))
	}
	if headerBytes >= headerInfo {
		compression = int(binary.LittleEndian.Uint32(b[30:]))
	}
	if h < 0 {
		h = -h // stored from the top down
	}
	switch {
	case w <= 0 || h == 0 || h > format.MaxSide:
		return format.Facts{}, s.Fail(18, "width or height of 0 or too large")
	case (compression == 4 || compression == 5) && headerBytes != headerOS2: // BI_JPEG, BI_PNG
		return format.Facts{}, &format.UnsupportedError{Name: "BMP with a JPEG or PNG inside"}
	case depth == 0:
		return format.Facts{}, s.Fail(28, "no bits per pixel")
	}
	facts := format.Facts{Width: int(w), Height: int(h)}
	switch depth {
	case 16:
		facts.Channels, facts.Depth = 3, 5
	case 24:
		facts.Channels, facts.Depth = 3, 8
	case 32:
		// The fourth byte is alpha only under headers with a mask for it; below
		// a Windows 3 header it is padding.
		facts.Channels, facts.Depth = 4, 8
		facts.Alpha = headerBytes == headerV3 || headerBytes >= headerV4
	default:
		facts.Channels, facts.Depth, facts.Palette = 1, depth, true
	}
	return facts, nil
}
