// Package ifd reads image file directories (TIFF 6.0 section 2, BigTIFF by
// Aware Systems): the structure that TIFF files and EXIF blocks have in common.
// Everything is checked against the bytes that are there.
package ifd

import (
	"encoding/binary"
	"math"
)

// TagOrientation is described in TIFF 6.0 section 8 and EXIF 2.32 section
// 4.6.4.
const TagOrientation = 274

// The field types whose values are read or written here (TIFF 6.0 section 2;
// the last three are BigTIFF's).
const (
	Byte      = 1
	Short     = 3
	Long      = 4
	Rational  = 5
	SByte     = 6
	Undefined = 7
	SShort    = 8
	SLong     = 9
	Float     = 11
	Double    = 12
	IFD       = 13 // Adobe PageMaker 6.0 technical notes
	Long8     = 16
	SLong8    = 17
	IFD8      = 18
)

const (
	// HeaderBytes is the size of the header, which gives the byte order and the
	// offset of the first directory; that of BigTIFF is twice as large.
	HeaderBytes = 8
	// EntryBytes is the size of an entry of a directory.
	EntryBytes = 12
	// bigEntryBytes is that of BigTIFF.
	bigEntryBytes = 20
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
	Big   bool // BigTIFF: counts and offsets of 8 bytes

	src  Source
	base int64 // of the header in src
}

// An Entry is one field of a directory.
type Entry struct {
	Tag, Type uint16
	Count     uint64
	// Inline holds the values if they fit, else their offset. Only BigTIFF has
	// all 8 bytes; the others of a TIFF are 0.
	Inline [8]byte
}

// Open reads the header at base of src and returns the offset of the first
// directory. It is not ok if there is no header.
func Open(src Source, base int64) (f File, first int64, ok bool) {
	b := src.At(base, HeaderBytes)
	f = File{src: src, base: base}
	switch {
	case b == nil:
		return File{}, 0, false
	case string(b[:2]) == "II":
		f.Order = binary.LittleEndian
	case string(b[:2]) == "MM":
		f.Order = binary.BigEndian
	default:
		return File{}, 0, false
	}
	switch f.Order.Uint16(b[2:]) {
	case 42:
		first = int64(f.Order.Uint32(b[4:]))
		return f, first, first >= HeaderBytes
	case 43:
		// The size of offsets, which is 8, and a 0 stand before the offset.
		if f.Order.Uint16(b[4:]) != 8 || f.Order.Uint16(b[6:]) != 0 {
			return File{}, 0, false
		}
		if b = src.At(base+HeaderBytes, 8); b == nil {
			return File{}, 0, false
		}
		f.Big = true
		first = int64(f.Order.Uint64(b))
		return f, first, first >= 2*HeaderBytes
	}
	return File{}, 0, false
}

// entries returns where the entries of the directory at off begin, their number
// and the size of each. It is not ok if the number is not there.
func (f File) entries(off int64) (first, n, size int64, ok bool) {
	if f.Big {
		b := f.at(off, 8)
		if b == nil {
			return 0, 0, 0, false
		}
		// The product of any number of entries in a file with their size fits.
		return off + 8, int64(min(f.Order.Uint64(b), math.MaxInt32)), bigEntryBytes, true
	}
	b := f.at(off, 2)
	if b == nil {
		return 0, 0, 0, false
	}
	return off + 2, int64(f.Order.Uint16(b)), EntryBytes, true
}

// Entries calls visit for each entry of the directory at off until it returns
// false, and returns the offset of the next directory, 0 at the end of the
// chain. It is not ok if an entry is cut off or visit stopped.
func (f File) Entries(off int64, visit func(Entry) bool) (next int64, ok bool) {
	off, n, size, ok := f.entries(off)
	if !ok {
		return 0, false
	}
	for end := off + n*size; off < end; off += size {
		b := f.at(off, int(size))
		if b == nil {
			return 0, false
		}
		e := Entry{Tag: f.Order.Uint16(b), Type: f.Order.Uint16(b[2:])}
		if f.Big {
			e.Count = f.Order.Uint64(b[4:])
			copy(e.Inline[:], b[12:])
		} else {
			e.Count = uint64(f.Order.Uint32(b[4:]))
			copy(e.Inline[:4], b[8:])
		}
		if !visit(e) {
			return 0, false
		}
	}
	return f.chained(off), true
}

// Next returns the offset of the directory after the one at off, 0 if there is
// none.
func (f File) Next(off int64) int64 {
	off, n, size, ok := f.entries(off)
	if !ok {
		return 0
	}
	return f.chained(off + n*size)
}

// chained returns the offset of a directory that stands at off. Some writers
// forget it on the last page.
func (f File) chained(off int64) int64 {
	if f.Big {
		b := f.at(off, 8)
		if b == nil {
			return 0
		}
		return max(0, int64(f.Order.Uint64(b)))
	}
	b := f.at(off, 4)
	if b == nil {
		return 0
	}
	return int64(f.Order.Uint32(b))
}

// typeBytes returns the size of a value of that type, 0 if it is no number.
func typeBytes(typ uint16) uint64 {
	switch typ {
	case Byte, Undefined, SByte:
		return 1
	case Short, SShort:
		return 2
	case Long, IFD, SLong, Float:
		return 4
	case Rational, Double, Long8, SLong8, IFD8:
		return 8
	}
	return 0
}

// Place returns where the values of e are if they do not stand in the entry
// itself, 0 if they do. It is not ok if there is no such place or the values
// are no numbers.
func (f File) Place(e Entry) (off int64, ok bool) {
	size, room := typeBytes(e.Type), uint64(4)
	if f.Big {
		room = 8
	}
	if size == 0 || e.Count == 0 || e.Count > math.MaxInt64/8 {
		return 0, false
	}
	if size*e.Count <= room {
		return 0, true
	}
	off = int64(f.number(e.Inline[:room]))
	return off, off >= HeaderBytes // writers change the header
}

// End returns the offset after the values of e, 0 if they stand in the entry
// itself. It is not ok where Place is not.
func (f File) End(e Entry) (off int64, ok bool) {
	off, ok = f.Place(e)
	if !ok || off == 0 {
		return 0, ok
	}
	n := int64(typeBytes(e.Type) * e.Count) // Place has checked the product
	return off + min(n, math.MaxInt64-off), true
}

// bits returns the bytes of value i of e as a number, and how many they are, 0
// if there is no such value.
func (f File) bits(e Entry, i uint64) (v uint64, size int) {
	off, ok := f.Place(e)
	if !ok || i >= e.Count {
		return 0, 0
	}
	size = int(typeBytes(e.Type))
	skip := int64(i) * int64(size)
	b := e.Inline[:]
	switch {
	case off == 0:
		b = b[skip:][:size]
	case off > math.MaxInt64-skip:
		return 0, 0
	default:
		b = f.at(off+skip, size)
	}
	if b == nil {
		return 0, 0
	}
	return f.number(b), size
}

// number returns up to 8 bytes as a number. It does not ask Order, through
// which entries would escape to the heap.
func (f File) number(b []byte) (v uint64) {
	little := f.Order == ByteOrder(binary.LittleEndian)
	for i := range b {
		if little {
			v |= uint64(b[i]) << (8 * i)
		} else {
			v = v<<8 | uint64(b[i])
		}
	}
	return v
}

// Uint returns value i of an integer field, counted from 0. It is not ok if
// there is none or it is negative.
func (f File) Uint(e Entry, i uint64) (v uint64, ok bool) {
	v, size := f.bits(e, i)
	switch e.Type {
	case Byte, Undefined, Short, Long, IFD, Long8, IFD8:
		return v, size > 0
	case SByte, SShort, SLong, SLong8:
		return v, size > 0 && v>>(8*size-1) == 0
	}
	return 0, false
}

// Float returns value i of a field of numbers, counted from 0. It is not ok if
// there is none.
func (f File) Float(e Entry, i uint64) (v float64, ok bool) {
	u, size := f.bits(e, i)
	switch e.Type {
	case Rational:
		// The numerator comes first, in either order of bytes.
		n, d := u>>32, u&(1<<32-1)
		if f.Order == ByteOrder(binary.LittleEndian) {
			n, d = d, n
		}
		return float64(n) / float64(max(d, 1)), size > 0
	case Float:
		return float64(math.Float32frombits(uint32(u))), size > 0
	case Double:
		return math.Float64frombits(u), size > 0
	}
	u, ok = f.Uint(e, i)
	return float64(u), ok
}

// Value returns the first value of an integer field.
func (f File) Value(e Entry) (v uint64, ok bool) { return f.Uint(e, 0) }

// Orientation returns the value of e if it is one of the eight orientations,
// else 1.
func (f File) Orientation(e Entry) int {
	if v, ok := f.Value(e); ok && v >= 1 && v <= 8 {
		return int(v)
	}
	return 1
}

func (f File) at(off int64, n int) []byte {
	if off > math.MaxInt64-f.base {
		return nil
	}
	return f.src.At(f.base+off, n)
}
