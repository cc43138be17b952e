package png

import (
	"encoding/binary"
	"hash/crc32"

	"fanout/processors/resize/format"
)

const (
	magic = "\x89PNG\x0d\x0a\x1a\x0a"

	headerEnd = 8 + 12 + 13 // offset of the chunk after IHDR
)

// A chunk is a chunk of PNG (third edition section 5.3).
type chunk struct {
	name      [4]byte
	off, size int64 // of the data
}

func (c chunk) is(name string) bool { return string(c.name[:]) == name }
func (c chunk) start() int64        { return c.off - 8 }
func (c chunk) end() int64          { return c.off + c.size + 4 } // after the CRC

// ancillary reports whether the picture can be shown without c (section 5.4:
// bit 5 of the first letter).
func (c chunk) ancillary() bool { return c.name[0]&0x20 != 0 }

// chunkAt reads a chunk's head. The data may go past the end of the file.
func chunkAt(s format.Section, off int64) (c chunk, ok bool) {
	b := s.At(off, 8)
	if b == nil {
		return c, false
	}
	size := binary.BigEndian.Uint32(b)
	copy(c.name[:], b[4:])
	c.off, c.size = off+8, int64(size)
	return c, size <= format.MaxSide
}

// isNamed reports whether the name of c consists of letters, as section 5.3
// demands. Where it does not, the chunk before had a wrong length.
func (c chunk) isNamed() bool {
	for _, b := range c.name {
		if b |= 0x20; b < 'a' || b > 'z' {
			return false
		}
	}
	return true
}

// intact reports whether all of c is there and its checksum is right. It reads
// the chunk piece by piece.
func (c chunk) intact(s format.Section) bool {
	sum, off, end := uint32(0), c.off-4, c.off+c.size // the name counts, too
	if end > s.Size-4 {
		return false
	}
	for off < end {
		b := s.From(off, 1)
		if b == nil {
			return false
		}
		b = b[:min(int64(len(b)), end-off)]
		sum = crc32.Update(sum, crc32.IEEETable, b)
		off += int64(len(b))
	}
	b := s.At(end, 4)
	return b != nil && binary.BigEndian.Uint32(b) == sum
}
