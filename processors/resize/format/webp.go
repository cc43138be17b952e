package format

import (
	"encoding/binary"
	"math"
)

// The flags of a VP8X chunk (RFC 9649 section 2.7.1).
const (
	webpAnimation = 1 << 1
	webpEXIF      = 1 << 3
	webpAlpha     = 1 << 4
	webpICC       = 1 << 5
)

const (
	webpFirstChunk = 12 // behind RIFF, size, WEBP
	vp8xBytes      = 10
	vp8Bytes       = 10 // the part of a VP8 key frame that has the size
	vp8lBytes      = 5
	anmfBytes      = 16
)

// A webpChunk is a RIFF chunk (RFC 9649 section 2.3).
type webpChunk struct {
	name      [4]byte
	off, size int64 // of the data
}

func (c webpChunk) end() int64 { return c.off + roundUp(c.size, 2) }

// webpChunkAt reads a chunk's head. The data may go past the end of the file.
func webpChunkAt(s section, off int64) (c webpChunk, ok bool) {
	b := s.at(off, 8)
	if b == nil {
		return c, false
	}
	copy(c.name[:], b)
	c.off, c.size = off+8, int64(binary.LittleEndian.Uint32(b[4:]))
	return c, true
}

// webpBody is the part of the file that its RIFF header covers.
func webpBody(s section) section {
	b := s.at(0, webpFirstChunk)
	if b == nil {
		return s.sub(0, 0)
	}
	return s.sub(0, 8+int64(binary.LittleEndian.Uint32(b[4:])))
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

// probeWebP walks the chunks. A simple file is one VP8 or VP8L chunk, an extended one
// starts with VP8X.
func probeWebP(s section) (Facts, error) {
	s = webpBody(s)
	c, ok := webpChunkAt(s, webpFirstChunk)
	if !ok {
		return Facts{}, s.fail(WebP, s.size, "truncated in the header")
	}
	if string(c.name[:]) != "VP8X" {
		var info Facts
		err := info.readBitstream(s, c)
		return info, err
	}
	info, flags, err := readVP8X(s, c)
	if err != nil {
		return Facts{}, err
	}
	var still Facts
	for off := c.end(); ; off = c.end() {
		if c, ok = webpChunkAt(s, off); !ok {
			break
		}
		switch string(c.name[:]) {
		case "VP8 ", "VP8L":
			if flags&webpAnimation != 0 || still.Width > 0 {
				break
			}
			if err := still.readBitstream(s, c); err != nil {
				return Facts{}, err
			}
			if still.Width != info.Width || still.Height != info.Height {
				return Facts{}, s.fail(WebP, c.off, "picture of another size than the canvas")
			}
		case "ANMF":
			if b := s.at(c.off, anmfBytes); b != nil && flags&webpAnimation != 0 {
				x, y, w, h := 2*uint24(b), 2*uint24(b[3:]), uint24(b[6:])+1, uint24(b[9:])+1
				if x+w > info.Width || y+h > info.Height { // RFC 9649 section 2.7.1.1
					return Facts{}, s.fail(WebP, c.off, "frame outside the canvas")
				}
				info.addFrame(w, h)
			}
		case "EXIF":
			if info.Orientation == 0 {
				info.Orientation = exifOrientation(s.sub(c.off, c.size))
			}
		}
	}
	if still.Width == 0 && info.Frames == 0 {
		return Facts{}, s.fail(WebP, s.size, "no picture")
	}
	if still.Width > 0 {
		info.PlaneSamples = still.PlaneSamples
		info.Alpha = info.Alpha || still.Alpha
		if info.Alpha && !still.Alpha { // the planes of lossy YUV, and ALPH
			info.PlaneSamples = saturatingAdd(info.PlaneSamples, area(info.Width, info.Height))
		}
	}
	info.Channels = 3
	if info.Alpha {
		info.Channels = 4
	}
	return info, nil
}

// readVP8X reads the extended header (RFC 9649 section 2.7.1).
func readVP8X(s section, c webpChunk) (Facts, byte, error) {
	b := s.at(c.off, vp8xBytes)
	if b == nil || c.size < vp8xBytes {
		return Facts{}, 0, s.fail(WebP, c.off, "truncated in the header")
	}
	info := Facts{Width: uint24(b[4:]) + 1, Height: uint24(b[7:]) + 1, Depth: 8, Alpha: b[0]&webpAlpha != 0}
	if area(info.Width, info.Height) > math.MaxUint32 {
		return Facts{}, 0, s.fail(WebP, c.off+4, "canvas too large")
	}
	return info, b[0], nil
}

// readBitstream reads the head of a lossy (RFC 6386 section 9.1) or lossless (RFC 9649
// section 3.4) picture.
func (info *Facts) readBitstream(s section, c webpChunk) error {
	info.Depth, info.Channels = 8, 3
	switch string(c.name[:]) {
	case "VP8 ":
		b := s.at(c.off, vp8Bytes)
		if b == nil || c.size < vp8Bytes {
			return s.fail(WebP, c.off, "truncated before the picture")
		}
		if b[0]&1 != 0 || string(b[3:6]) != "\x9d\x01\x2a" {
			return s.fail(WebP, c.off, "picture is no key frame")
		}
		info.Width = int(binary.LittleEndian.Uint16(b[6:]) & 0x3fff)
		info.Height = int(binary.LittleEndian.Uint16(b[8:]) & 0x3fff)
		if info.Width == 0 || info.Height == 0 {
			return s.fail(WebP, c.off+6, "width or height of 0")
		}
		info.PlaneSamples = roundUp(int64(info.Width), 16) * roundUp(int64(info.Height), 16) * 3 / 2
	case "VP8L":
		b := s.at(c.off, vp8lBytes)
		if b == nil || c.size < vp8lBytes {
			return s.fail(WebP, c.off, "truncated before the picture")
		}
		bits := binary.LittleEndian.Uint32(b[1:])
		if b[0] != 0x2f || bits>>29 != 0 {
			return s.fail(WebP, c.off, "bad lossless header")
		}
		info.Width, info.Height = int(bits&0x3fff)+1, int(bits>>14&0x3fff)+1
		info.Alpha = bits>>28&1 != 0
		if info.Alpha {
			info.Channels = 4
		}
		info.PlaneSamples = area(info.Width, info.Height) * int64(info.Channels)
	default:
		return s.fail(WebP, c.off-8, "no picture")
	}
	return nil
}

func profileWebP(data []byte) []byte {
	s := webpBody(inMemory(data))
	for off := int64(webpFirstChunk); ; {
		c, ok := webpChunkAt(s, off)
		if !ok || c.off+c.size > s.size {
			return nil
		}
		if string(c.name[:]) == "ICCP" {
			return data[c.off : c.off+c.size]
		}
		off = c.end()
	}
}

// embedWebP writes an extended file: VP8X, the profile, the chunks of file, and Exif
// before XMP or at the end (RFC 9649 section 2.7). What follows the RIFF data is left out.
func embedWebP(dst, file []byte, m Metadata) ([]byte, error) {
	s := webpBody(inMemory(file))
	first, ok := webpChunkAt(s, webpFirstChunk)
	if !ok {
		return dst, s.fail(WebP, s.size, "truncated in the header")
	}
	header, err := newVP8X(s, first)
	if err != nil {
		return dst, err
	}
	start := len(dst)
	dst = append(dst, "RIFF\x00\x00\x00\x00WEBP"...)
	if m.ICC != nil {
		header[0] |= webpICC
	}
	exif := m.oriented()
	if exif {
		header[0] |= webpEXIF
	}
	dst = AppendWebPChunk(dst, "VP8X", header)
	if m.ICC != nil {
		dst = AppendWebPChunk(dst, "ICCP", m.ICC)
	}
	for off := int64(webpFirstChunk); off < s.size; {
		c, ok := webpChunkAt(s, off)
		if !ok || c.off+c.size > s.size {
			return dst, s.fail(WebP, off, "chunk truncated")
		}
		name := string(c.name[:])
		if exif && name == "XMP " {
			dst = AppendWebPChunk(dst, "EXIF", appendExif(nil, m.Orientation))
			exif = false
		}
		if !(name == "VP8X" || name == "ICCP" && m.ICC != nil || name == "EXIF" && m.oriented()) {
			dst = AppendWebPChunk(dst, name, file[c.off:c.off+c.size])
		}
		off = c.end()
	}
	if exif {
		dst = AppendWebPChunk(dst, "EXIF", appendExif(nil, m.Orientation))
	}
	riff := int64(len(dst)-start) - 8
	if riff > math.MaxUint32-1 {
		return dst, tooLarge(WebP)
	}
	binary.LittleEndian.PutUint32(dst[start+4:], uint32(riff))
	return dst, nil
}

// newVP8X returns the extended header of a file: a copy of its own, or one made from the
// head of its only picture.
func newVP8X(s section, first webpChunk) ([]byte, error) {
	if string(first.name[:]) == "VP8X" {
		if _, _, err := readVP8X(s, first); err != nil {
			return nil, err
		}
		return append([]byte(nil), s.at(first.off, vp8xBytes)...), nil
	}
	var info Facts
	if err := info.readBitstream(s, first); err != nil {
		return nil, err
	}
	header := make([]byte, 4, vp8xBytes)
	if info.Alpha {
		header[0] = webpAlpha
	}
	for _, v := range []int{info.Width - 1, info.Height - 1} {
		header = append(header, byte(v), byte(v>>8), byte(v>>16))
	}
	return header, nil
}
