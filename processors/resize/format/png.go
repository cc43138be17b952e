package format

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"io"
)

const (
	pngMagic = "\x89PNG\x0d\x0a\x1a\x0a"

	pngHeaderEnd = 8 + 12 + 13 // where the chunk behind IHDR starts

	// maxICC is the most that a compressed profile may inflate to. The largest in use
	// (printers, LUTs) have a few MiB.
	maxICC = 16 << 20
)

// A pngChunk is a chunk of PNG (third edition section 5.3).
type pngChunk struct {
	name      [4]byte
	off, size int64 // of the data
}

func (c pngChunk) start() int64 { return c.off - 8 }
func (c pngChunk) end() int64   { return c.off + c.size + 4 } // behind the CRC

// pngChunkAt reads a chunk's head. The data may go past the end of the file.
func pngChunkAt(s section, off int64) (c pngChunk, ok bool) {
	b := s.at(off, 8)
	if b == nil {
		return c, false
	}
	size := binary.BigEndian.Uint32(b)
	copy(c.name[:], b[4:])
	c.off, c.size = off+8, int64(size)
	return c, size <= maxSide
}

// probePNG reads IHDR and walks the heads of the other chunks: tRNS and the animation
// control before the data, frames and perhaps Exif behind.
func probePNG(s section) (Facts, error) {
	info, err := readIHDR(s)
	if err != nil {
		return Facts{}, err
	}
	var animated, data, stillIsFrame bool
	for off := int64(pngHeaderEnd); ; {
		c, ok := pngChunkAt(s, off)
		if !ok {
			break
		}
		off = c.end()
		switch string(c.name[:]) {
		case "tRNS":
			info.Alpha = true
		case "acTL":
			animated = animated || !data
		case "fcTL":
			stillIsFrame = stillIsFrame || !data
			info.readFCTL(s, c, animated)
		case "IDAT":
			data = true
		case "eXIf":
			if info.Orientation == 0 {
				info.Orientation = exifOrientation(s.sub(c.off, c.size))
			}
		case "IEND":
			off = s.size
		}
	}
	if info.Frames > 0 && !stillIsFrame {
		info.addFrame(info.Width, info.Height)
	}
	return info, nil
}

// readIHDR reads the image header (section 11.2.1).
func readIHDR(s section) (Facts, error) {
	c, ok := pngChunkAt(s, 8)
	switch {
	case !ok && s.size < 16:
		return Facts{}, s.fail(PNG, s.size, "truncated before the image header")
	case string(c.name[:]) == "CgBI":
		return Facts{}, &UnsupportedError{Name: "Apple's CgBI variant of PNG"}
	case string(c.name[:]) != "IHDR" || c.size != 13:
		return Facts{}, s.fail(PNG, 8, "no image header")
	}
	b := s.at(12, 4+13+4)
	if b == nil {
		return Facts{}, s.fail(PNG, s.size, "truncated in the image header")
	}
	if crc32.ChecksumIEEE(b[:17]) != binary.BigEndian.Uint32(b[17:]) {
		return Facts{}, s.fail(PNG, 29, "wrong checksum of the image header")
	}
	b = b[4:17]
	w, h := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	if w == 0 || h == 0 || w > maxSide || h > maxSide {
		return Facts{}, s.fail(PNG, 16, "width or height of 0 or too large")
	}
	depth, colour := b[8], b[9]
	channels, ok := pngChannels(colour, depth)
	if !ok {
		return Facts{}, s.fail(PNG, 24, "impossible colour type and depth")
	}
	if b[10] != 0 || b[11] != 0 || b[12] > 1 {
		return Facts{}, s.fail(PNG, 26, "unknown compression, filter or interlace method")
	}
	return Facts{
		Width: int(w), Height: int(h),
		Channels: channels, Depth: int(depth),
		Palette: colour == 3, Alpha: colour&4 != 0,
		Multipass: b[12] == 1,
	}, nil
}

// pngChannels returns the samples per pixel of a colour type if the depth goes with it
// (section 11.2.1, table 12).
func pngChannels(colour, depth byte) (int, bool) {
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
func (info *Facts) readFCTL(s section, c pngChunk, animated bool) {
	b := s.at(c.off, 12)
	if b == nil || !animated || c.size != 26 {
		return
	}
	w, h := binary.BigEndian.Uint32(b[4:]), binary.BigEndian.Uint32(b[8:])
	if w > 0 && h > 0 && w <= maxSide && h <= maxSide {
		info.addFrame(int(w), int(h))
	}
}

// profilePNG inflates iCCP (section 11.3.2.3): a name of 1 to 79 bytes, its end, the
// method 0, a zlib stream.
func profilePNG(data []byte) []byte {
	s := inMemory(data)
	for off := int64(8); ; {
		c, ok := pngChunkAt(s, off)
		if !ok || c.end() > s.size || string(c.name[:]) == "IDAT" {
			return nil
		}
		off = c.end()
		if string(c.name[:]) != "iCCP" {
			continue
		}
		if crc32.ChecksumIEEE(data[c.off-4:c.off+c.size]) != binary.BigEndian.Uint32(data[c.off+c.size:]) {
			return nil
		}
		name, rest, ok := bytes.Cut(data[c.off:c.off+c.size], []byte{0})
		if !ok || len(name) == 0 || len(name) > 79 || len(rest) == 0 || rest[0] != 0 {
			return nil
		}
		z, err := zlib.NewReader(bytes.NewReader(rest[1:]))
		if err != nil {
			return nil
		}
		icc, err := io.ReadAll(io.LimitReader(z, maxICC+1))
		if err != nil || len(icc) > maxICC {
			return nil
		}
		return icc
	}
}

// embedPNG writes iCCP and eXIf right behind IHDR and leaves out the chunks that they
// replace. A profile replaces sRGB, too: section 11.3.2.3 forbids both in one file.
func embedPNG(dst, file []byte, m Metadata) ([]byte, error) {
	s := inMemory(file)
	if _, err := readIHDR(s); err != nil {
		return dst, err
	}
	dst = append(dst, file[:pngHeaderEnd]...)
	if m.ICC != nil {
		var z bytes.Buffer
		z.WriteString("ICC profile\x00\x00")
		deflate := zlib.NewWriter(&z)
		deflate.Write(m.ICC) // a bytes.Buffer takes everything
		deflate.Close()
		if z.Len() > maxSide {
			return dst, tooLarge(PNG)
		}
		dst = appendPNGChunk(dst, "iCCP", z.Bytes())
	}
	if m.oriented() {
		dst = appendPNGChunk(dst, "eXIf", appendExif(nil, m.Orientation))
	}
	off := int64(pngHeaderEnd)
	for off < s.size {
		c, ok := pngChunkAt(s, off)
		if !ok || c.end() > s.size {
			return dst, s.fail(PNG, off, "chunk truncated")
		}
		off = c.end()
		switch string(c.name[:]) {
		case "iCCP", "sRGB":
			if m.ICC != nil {
				continue
			}
		case "eXIf":
			if m.oriented() {
				continue
			}
		}
		dst = append(dst, file[c.start():off]...)
	}
	return dst, nil
}

func appendPNGChunk(dst []byte, name string, data []byte) []byte {
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(data)))
	start := len(dst)
	dst = append(dst, name...)
	dst = append(dst, data...)
	return binary.BigEndian.AppendUint32(dst, crc32.ChecksumIEEE(dst[start:]))
}
