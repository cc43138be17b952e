package tiff

import "encoding/binary"

// Codes of TIFF's LZW (TIFF 6.0 section 13).
const (
	lzwClear    = 256
	lzwEOI      = 257
	lzwFirst    = 258 // the first code for a string of two bytes or more
	lzwMinWidth = 9
	lzwMaxWidth = 12
	lzwCodes    = 1 << lzwMaxWidth
)

// An lzwString is the string of a code. Its bytes stand in the output already,
// where the code was made: the string before, and the byte after that. The
// first 8 are kept in head as well, because most strings are short, and are
// copied without reading the output.
type lzwString struct {
	head uint64 // the first 8 bytes, little-endian
	pos  uint32 // in the output from the last clear code on: below 2^23, as no string is longer than 3,839
	n    uint32 // length
}

// An lzwReader expands LZW data.
type lzwReader struct {
	table [lzwCodes]lzwString

	src   []byte
	pad   [16]byte // the last bytes of src, and zeros
	bit   int      // of src: the next one
	width uint     // of a code, in bits
	// Old data, of libtiff before version 3 and of others, has the low bit of a
	// code first, and codes become longer one code later.
	old  bool
	next uint32 // the code that the next string gets
	base int    // the length of the output at the last clear code
}

// expand appends at most want bytes to dst.
func (r *lzwReader) expand(dst, src []byte, want int) ([]byte, error) {
	// The first code is Clear, whose bits are 100000000. With the low bit first
	// they are those of no code that can be first (libtiff's test).
	r.old = len(src) >= 2 && src[0] == 0 && src[1]&1 != 0
	r.src, r.bit = src, 0
	defer func() { r.src = nil }()
	if r.table[1].n == 0 {
		for i := range uint64(lzwClear) {
			r.table[i] = lzwString{head: i, n: 1}
		}
	}
	start := len(dst)
	dst = grow(dst, want)
	o, err := r.strings(dst[:start+want], start)
	return dst[:o], err
}

// grow returns dst with room for n bytes more.
func grow(dst []byte, n int) []byte {
	if cap(dst)-len(dst) >= n {
		return dst
	}
	larger := make([]byte, len(dst), len(dst)+n)
	copy(larger, dst)
	return larger
}

// strings fills out from o on and returns where it ends.
func (r *lzwReader) strings(out []byte, o int) (int, error) {
	for o < len(out) {
		// The table is empty here: one byte stands for itself.
		r.width, r.next, r.base = lzwMinWidth, lzwFirst, o
		c, err := r.code()
		switch {
		case err != nil:
			return o, err
		case c == lzwClear:
			continue
		case c == lzwEOI:
			return o, endsEarly(r.bit / 8)
		case c > lzwEOI:
			return o, r.fail()
		}
		out[o] = byte(c)
		if o, err = r.untilClear(out, o+1, lzwString{head: uint64(c), n: 1}); err != nil {
			return o, err
		}
	}
	return o, nil
}

// untilClear fills out from o on up to the next clear code; previous is the
// string that ends at o.
func (r *lzwReader) untilClear(out []byte, o int, previous lzwString) (int, error) {
	for {
		if o, previous = r.simple(out, o, previous); o == len(out) {
			return o, nil
		}
		c, err := r.code()
		if err != nil {
			return o, err
		}
		if c == lzwClear {
			return o, nil
		}
		if c == lzwEOI {
			return o, endsEarly(r.bit / 8)
		}
		if c > r.next {
			return o, r.fail()
		}
		s := r.table[c]
		if c == r.next {
			s = r.add(previous, byte(previous.head), o)
		} else if r.next < lzwCodes {
			r.add(previous, byte(s.head), o)
		}
		previous, o = s, copyString(out, o, r.base+int(s.pos), s)
	}
}

// add makes the string of the next code: previous, which ends at o, and a byte.
// The shift gives 0 if there are 8 bytes before.
func (r *lzwReader) add(previous lzwString, b byte, o int) lzwString {
	s := lzwString{
		head: previous.head | uint64(b)<<(8*previous.n),
		pos:  uint32(o - int(previous.n) - r.base),
		n:    previous.n + 1,
	}
	r.table[r.next] = s
	r.next++
	if r.next >= r.limit() && r.width < lzwMaxWidth {
		r.width++
	}
	return s
}

// simple does what untilClear does, fast, as far as codes are those of strings
// known already, the table has room, and neither input nor output end within 8
// bytes.
func (r *lzwReader) simple(out []byte, o int, previous lzwString) (int, lzwString) {
	table, src, old := &r.table, r.src, r.old
	bit, width, next, limit := r.bit, r.width, r.next, r.limit()
	for at := bit >> 3; at+8 <= len(src) && o+8 <= len(out) && next < lzwCodes; at = bit >> 3 {
		var c uint32
		if old {
			c = uint32(binary.LittleEndian.Uint64(src[at:])>>(bit&7)) & (1<<width - 1)
		} else {
			c = uint32(binary.BigEndian.Uint64(src[at:]) << (bit & 7) >> (64 - width))
		}
		if c >= next || c&^1 == lzwClear {
			break
		}
		bit += int(width)
		s := table[c%lzwCodes]
		table[next%lzwCodes] = lzwString{
			head: previous.head | (s.head&0xff)<<(8*previous.n),
			pos:  uint32(o - int(previous.n) - r.base),
			n:    previous.n + 1,
		}
		if next++; next >= limit && width < lzwMaxWidth {
			width++
			limit = 2*limit + 1
			if old {
				limit = 1 << width
			}
		}
		if s.n <= 8 {
			binary.LittleEndian.PutUint64(out[o:], s.head)
			o += int(s.n)
		} else {
			o = copyString(out, o, r.base+int(s.pos), s)
		}
		previous = s
	}
	r.bit, r.width, r.next = bit, width, next
	return o, previous
}

// copyString copies s, which begins at from, to o, as far as there is room. It
// may end where it is copied to only, so it goes byte by byte.
func copyString(out []byte, o, from int, s lzwString) int {
	n := min(int(s.n), len(out)-o)
	if s.n <= 8 {
		for i := range n {
			out[o+i] = byte(s.head >> (8 * i))
		}
		return o + n
	}
	if k := copy(out[o:o+n], out[from:o]); k < n {
		copy(out[o+k:o+n], out[from+k:])
	}
	return o + n
}

// limit returns the number of strings at which codes become longer. New data
// does so one code early: the next code has 9 bits up to 510, in old data up to
// 511.
func (r *lzwReader) limit() uint32 {
	if r.old {
		return 1 << r.width
	}
	return 1<<r.width - 1
}

// code reads the next code.
func (r *lzwReader) code() (uint32, error) {
	at := r.bit >> 3
	b := r.src[min(at, len(r.src)):]
	if len(b) < 8 {
		if r.bit+int(r.width) > 8*len(r.src) {
			return 0, endsEarly(len(r.src))
		}
		clear(r.pad[copy(r.pad[:], b):])
		b = r.pad[:]
	}
	shift := r.bit & 7
	r.bit += int(r.width)
	if r.old {
		return uint32(binary.LittleEndian.Uint64(b)>>shift) & (1<<r.width - 1), nil
	}
	return uint32(binary.BigEndian.Uint64(b) << shift >> (64 - r.width)), nil
}

func (r *lzwReader) fail() error {
	return &codeError{Offset: (r.bit - int(r.width)) / 8, Msg: "wrong LZW code"}
}
