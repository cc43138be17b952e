package bmp

import "encoding/binary"

// profileEmbedded is PROFILE_EMBEDDED ("MBED"), the color space type of a V5
// header whose profile is in the file.
const profileEmbedded = 0x4d424544

// findProfile implements format.Format.FindProfile. Only a file with a V5
// header has a profile, whose offset counts from that header.
func findProfile(data []byte, _ int) []byte {
	if len(data) < fileHeaderBytes+headerV5 {
		return nil
	}
	header := data[fileHeaderBytes:]
	if binary.LittleEndian.Uint32(header) != headerV5 || binary.LittleEndian.Uint32(header[56:]) != profileEmbedded {
		return nil
	}
	off, size := int64(binary.LittleEndian.Uint32(header[112:])), int64(binary.LittleEndian.Uint32(header[116:]))
	if off < headerV5 || off+size > int64(len(header)) {
		return nil
	}
	return header[off : off+size]
}
