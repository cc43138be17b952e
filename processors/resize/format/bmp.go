package format

import (
	"encoding/binary"
)

// Sizes of the headers behind the 14-byte file header: OS/2 1.x, the short and the long
// OS/2 2.x, Windows 3, the two that Adobe wrote, Windows 95 and 98.
const (
	bmpFileBytes = 14

	bmpCore     = 12
	bmpOS2Short = 16
	bmpInfo     = 40
	bmpV2       = 52
	bmpV3       = 56
	bmpOS2      = 64
	bmpV4       = 108
	bmpV5       = 124
)

// bmpEmbedded is PROFILE_EMBEDDED ("MBED"), the colour space type of a V5 header whose
// profile is in the file.
const bmpEmbedded = 0x4d424544

// probeBMP reads the header. Sniff has checked its size, the planes and the depth.
func probeBMP(s section) (Facts, error) {
	b := s.at(bmpFileBytes, 4)
	if b == nil {
		return Facts{}, s.fail(BMP, s.size, "truncated header")
	}
	headerBytes := int(binary.LittleEndian.Uint32(b))
	b = s.at(0, bmpFileBytes+min(headerBytes, bmpV5))
	if b == nil {
		return Facts{}, s.fail(BMP, s.size, "truncated header")
	}
	if pixels := int64(binary.LittleEndian.Uint32(b[10:])); pixels < int64(len(b)) || pixels > s.size {
		return Facts{}, s.fail(BMP, 10, "pixels outside the file")
	}
	var w, h int64
	var depth, compression int
	if headerBytes == bmpCore {
		w, h = int64(binary.LittleEndian.Uint16(b[18:])), int64(binary.LittleEndian.Uint16(b[20:]))
		depth = int(binary.LittleEndian.Uint16(b[24:]))
	} else {
		w, h = int64(int32(binary.LittleEndian.Uint32(b[18:]))), int64(int32(binary.LittleEndian.Uint32(b[22:])))
		depth = int(binary.LittleEndian.Uint16(b[28:]))
	}
	if headerBytes >= bmpInfo {
		compression = int(binary.LittleEndian.Uint32(b[30:]))
	}
	if h < 0 {
		h = -h // stored from the top down
	}
	switch {
	case w <= 0 || h == 0 || h > maxSide:
		return Facts{}, s.fail(BMP, 18, "width or height of 0 or too large")
	case (compression == 4 || compression == 5) && headerBytes != bmpOS2: // BI_JPEG, BI_PNG
		return Facts{}, &UnsupportedError{Name: "BMP with a JPEG or PNG inside"}
	case depth == 0:
		return Facts{}, s.fail(BMP, 28, "no bits per pixel")
	}
	info := Facts{Width: int(w), Height: int(h)}
	switch depth {
	case 16:
		info.Channels, info.Depth = 3, 5
	case 24:
		info.Channels, info.Depth = 3, 8
	case 32:
		// The fourth byte is alpha only under headers with a mask for it; below a
		// Windows 3 header it is padding.
		info.Channels, info.Depth = 4, 8
		info.Alpha = headerBytes == bmpV3 || headerBytes >= bmpV4
	default:
		info.Channels, info.Depth, info.Palette = 1, depth, true
	}
	return info, nil
}

// profileBMP returns the profile behind a V5 header, whose offset counts from the header.
func profileBMP(data []byte) []byte {
	if len(data) < bmpFileBytes+bmpV5 {
		return nil
	}
	header := data[bmpFileBytes:]
	if binary.LittleEndian.Uint32(header) != bmpV5 || binary.LittleEndian.Uint32(header[56:]) != bmpEmbedded {
		return nil
	}
	off, size := int64(binary.LittleEndian.Uint32(header[112:])), int64(binary.LittleEndian.Uint32(header[116:]))
	if off < bmpV5 || off+size > int64(len(header)) {
		return nil
	}
	return header[off : off+size]
}
