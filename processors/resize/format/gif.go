package format

import (
	"bytes"
	"encoding/binary"
)

const (
	gifScreenBytes = 13 // signature and logical screen descriptor

	gifExtension = 0x21
	gifImage     = 0x2c
	gifPlainText = 0x01 // labels of extensions
	gifControl   = 0xf9
	gifApp       = 0xff

	// gifICC names the application extension with a profile (ICC.1:2022 section B.6).
	gifICC = "ICCRGBG1012"
)

// A gifBlock is an image or an extension (GIF89a sections 20 and 23 to 26).
type gifBlock struct {
	image      bool
	label      byte     // of an extension
	head       [10]byte // the first bytes, in an image all of the descriptor
	start, end int64    // from the introducer to behind the last sub-block
	sub        int64    // the first sub-block; in an image that of its LZW data
	whole      bool     // the last sub-block is there
}

// gifTableBytes returns the size of the colour table that a packed field announces.
func gifTableBytes(packed byte) int64 {
	if packed&0x80 == 0 {
		return 0
	}
	return 3 << (packed&7 + 1)
}

// gifFirstBlock returns where the blocks start, behind the global colour table.
func gifFirstBlock(s section) (int64, error) {
	b := s.at(0, gifScreenBytes)
	if b == nil {
		return 0, s.fail(GIF, s.size, "truncated in the header")
	}
	return gifScreenBytes + gifTableBytes(b[10]), nil
}

// gifBlockAt reads the block at off. It is not ok at the trailer, at the end of a
// truncated file and at bytes that are no block.
func gifBlockAt(s section, off int64) (g gifBlock, ok bool) {
	n := copy(g.head[:], s.at(off, int(max(0, min(10, s.size-off)))))
	g.start = off
	switch {
	case n >= 2 && g.head[0] == gifExtension:
		g.label, g.sub = g.head[1], off+2
	case n == 10 && g.head[0] == gifImage:
		g.image, g.sub = true, off+10+gifTableBytes(g.head[9])+1 // behind the LZW code size
	default:
		return g, false
	}
	g.end, g.whole = gifSkip(s, g.rest())
	return g, true
}

// rest returns where the sub-blocks start that a decoder reads one by one. What comes before is
// taken as image/gif takes it, right or wrong, so that no frame that it sees is hidden from
// the walk: 13 bytes of a plain text extension, and what an application
// extension calls its length.
func (g *gifBlock) rest() int64 {
	switch {
	case g.image:
	case g.label == gifPlainText:
		return g.sub + 13
	case g.label == gifApp:
		return g.sub + 1 + int64(g.head[2])
	}
	return g.sub
}

// gifSkip steps over sub-blocks and their terminator (section 15 and 16).
func gifSkip(s section, off int64) (end int64, whole bool) {
	for {
		b := s.at(off, 1)
		if b == nil {
			return s.size, false
		}
		off += 1 + int64(b[0])
		if b[0] == 0 {
			return off, true
		}
	}
}

// probeGIF walks all blocks, one byte of each sub-block.
func probeGIF(s section) (Facts, error) {
	off, err := gifFirstBlock(s)
	if err != nil {
		return Facts{}, err
	}
	b := s.at(0, gifScreenBytes)
	info := Facts{
		Width:    int(binary.LittleEndian.Uint16(b[6:])),
		Height:   int(binary.LittleEndian.Uint16(b[8:])),
		Channels: 1, Palette: true,
	}
	if info.Width == 0 || info.Height == 0 {
		return Facts{}, s.fail(GIF, 6, "width or height of 0")
	}
	if b[10]&0x80 != 0 {
		info.Depth = int(b[10]&7) + 1
	}
	for {
		g, ok := gifBlockAt(s, off)
		if !ok {
			break
		}
		off = g.end
		if g.image {
			info.readGIFImage(g.head[:])
		} else if g.label == gifControl && g.head[2] >= 4 && g.head[3]&1 != 0 {
			info.Alpha = true // section 23: a transparent index is given
		}
		if !g.whole {
			break
		}
	}
	if info.Frames == 0 {
		return Facts{}, s.fail(GIF, min(off, s.size), "no picture")
	}
	if info.Depth == 0 {
		info.Depth = 8
	}
	return info, nil
}

// readGIFImage reads an image descriptor (section 20).
func (info *Facts) readGIFImage(b []byte) {
	x, y := int(binary.LittleEndian.Uint16(b[1:])), int(binary.LittleEndian.Uint16(b[3:]))
	w, h := int(binary.LittleEndian.Uint16(b[5:])), int(binary.LittleEndian.Uint16(b[7:]))
	if info.Frames == 0 && (x > 0 || y > 0 || x+w < info.Width || y+h < info.Height) {
		info.Alpha = true // what the first frame leaves free stays empty
	}
	info.addFrame(w, h)
	if b[9]&0x80 != 0 {
		info.Depth = max(info.Depth, int(b[9]&7)+1)
	}
}

// isGIFICC reports whether g is the application extension of a profile, which starts with
// a sub-block of 11 bytes.
func isGIFICC(data []byte, g gifBlock) bool {
	return !g.image && g.label == gifApp && g.whole &&
		bytes.HasPrefix(data[g.sub:g.end], []byte("\x0b"+gifICC))
}

// profileGIF joins the sub-blocks of the profile's extension.
func profileGIF(data []byte) []byte {
	s := inMemory(data)
	off, err := gifFirstBlock(s)
	if err != nil {
		return nil
	}
	for {
		g, ok := gifBlockAt(s, off)
		if !ok || !g.whole {
			return nil
		}
		off = g.end
		if !isGIFICC(data, g) {
			continue
		}
		var icc []byte
		rest := data[g.sub+1+int64(len(gifICC)) : g.end-1]
		for len(rest) > 0 { // gifSkip has walked the same lengths
			n := 1 + int(rest[0])
			icc = append(icc, rest[1:n]...)
			rest = rest[n:]
		}
		return icc
	}
}

// embedGIF writes the profile's extension before the first block and leaves out others.
func embedGIF(dst, file []byte, m Metadata) ([]byte, error) {
	s := inMemory(file)
	kept, err := gifFirstBlock(s)
	if err != nil {
		return dst, err
	}
	if kept > s.size {
		return dst, s.fail(GIF, s.size, "truncated in the colour table")
	}
	dst = append(dst, "GIF89a"...) // GIF87a has no extensions
	dst = append(dst, file[6:kept]...)
	dst = append(dst, gifExtension, gifApp, byte(len(gifICC)))
	dst = append(dst, gifICC...)
	for rest := m.ICC; len(rest) > 0; {
		n := min(len(rest), 255)
		dst = append(dst, byte(n))
		dst = append(dst, rest[:n]...)
		rest = rest[n:]
	}
	dst = append(dst, 0)
	for off := kept; ; {
		g, ok := gifBlockAt(s, off)
		if !ok || !g.whole {
			return append(dst, file[kept:]...), nil
		}
		off = g.end
		if isGIFICC(file, g) {
			dst = append(dst, file[kept:g.start]...)
			kept = off
		}
	}
}
