// Package ifd reads image file directories (TIFF 6.0 section 2): the structure
// that TIFF files and EXIF blocks have in common. Everything is checked against
// the bytes that are there.
package ifd

import "encoding/binary"

// TagOrientation is described in TIFF 6.0 section 8 and EXIF 2.32 section
// 4.6.4.
const TagOrientation = 274

// The field types whose values are read or written here (TIFF 6.0 section 2).
const (
	Byte      = 1
	Short     = 3
	Long      = 4
	Undefined = 7
	IFD       = 13 // Adobe PageMaker 6.0 technical notes
)

const (
	// HeaderBytes is the size of the header, which gives the byte order and the
	// offset of the first directory.
	HeaderBytes = 8
	// EntryBytes is the size of an entry of a directory.
	EntryBytes = 12
)

// A Source is what directories are read from.
type Source interface {
	// At returns the n bytes at off, valid until the next call, or nil if they
	// are not there.
	At(off int64, n int) []byte
}

// Bytes is a Source in memory.
type Bytes []byte

// At implements Source.
func (b Bytes) At(off int64, n int) []byte {
	if off < 0 || off > int64(len(b)-n) {
		return nil
	}
	return b[off:][:n:n]
}

// A ByteOrder is what binary.LittleEndian and binary.BigEndian have in common.
type ByteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// A File is a TIFF structure: a picture's, or an EXIF block. Offsets count from
// its header.
type File struct {
	Order ByteOrder

	src  Source
	base int64 // of the header in src
}

// An Entry is one field of a directory.
type Entry struct {
	Tag, Type uint16
	Count     uint32
	Inline    [4]byte // the values if they fit, else their offset
}

// Open reads the header at base of src and returns the offset of the first
// directory. It is not ok if there is no header.
func Open(src Source, base int64) (f File, first int64, ok bool) {
	b := src.At(base, HeaderBytes)
	f = File{src: src, base: base}
	switch {
	case b == nil:
		return File{}, 0, false
	case string(b[:4]) == "II*\x00":
		f.Order = binary.LittleEndian
	case string(b[:4]) == "MM\x00*":
		f.Order = binary.BigEndian
	default:
		return File{}, 0, false
	}
	first = int64(f.Order.Uint32(b[4:]))
	return f, first, first >= HeaderBytes
}

// Entries calls visit for each entry of the directory at off until it returns
// false, and returns the offset of the next directory, 0 at the end of the
// chain. It is not ok if an entry is cut off or visit stopped.
func (f File) Entries(off int64, visit func(Entry) bool) (next int64, ok bool) {
	b := f.at(off, 2)
	if b == nil {
		return 0, false
	}
	n := int64(f.Order.Uint16(b))
	off += 2
	for end := off + n*EntryBytes; off < end; off += EntryBytes {
		if b = f.at(off, EntryBytes); b == nil {
			return 0, false
		}
		e := Entry{Tag: f.Order.Uint16(b), Type: f.Order.Uint16(b[2:]), Count: f.Order.Uint32(b[4:])}
		copy(e.Inline[:], b[8:])
		if !visit(e) {
			return 0, false
		}
	}
	if b = f.at(off, 4); b == nil {
		return 0, true // some writers forget it on the last page
	}
	return int64(f.Order.Uint32(b)), true
}

// Value returns the first value of an integer field.
func (f File) Value(e Entry) (v uint32, ok bool) {
	var size int
	switch e.Type {
	case Byte, Undefined:
		size = 1
	case Short:
		size = 2
	case Long, IFD:
		size = 4
	}
	if size == 0 || e.Count == 0 {
		return 0, false
	}
	b := e.Inline[:]
	if int64(size)*int64(e.Count) > 4 {
		off := int64(f.Order.Uint32(b))
		if b = f.at(off, size); b == nil || off < HeaderBytes { // writers change the header
			return 0, false
		}
	}
	switch size {
	case 1:
		return uint32(b[0]), true
	case 2:
		return uint32(f.Order.Uint16(b)), true
	}
	return f.Order.Uint32(b), true
}

// Orientation returns the value of e if it is one of the eight orientations,
// else 1.
func (f File) Orientation(e Entry) int {
	if v, ok := f.Value(e); ok && v >= 1 && v <= 8 {
		return int(v)
	}
	return 1
}

func (f File) at(off int64, n int) []byte { return f.src.At(f.base+off, n) }
