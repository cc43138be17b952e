package vp8l

import "encoding/binary"

// A bitReader reads numbers of bits, the lowest first (RFC 9649 section 3.3).
// Behind the end of its data there are zeros.
type bitReader struct {
	data []byte
	pos  int
	bits uint64
	n    int // bits in bits; below 0: bits past the end were taken
}

// past reports whether bits past the end were taken.
func (r *bitReader) past() bool { return r.n < 0 }

// fill makes at least 56 bits ready.
func (r *bitReader) fill() {
	if uint(r.n) >= 56 { // or past the end
		return
	}
	if r.pos+8 <= len(r.data) {
		r.bits |= binary.LittleEndian.Uint64(r.data[r.pos:]) << uint(r.n)
		r.pos += (63 - r.n) >> 3
		r.n |= 56
		return
	}
	for r.n <= 56 && r.pos < len(r.data) {
		r.bits |= uint64(r.data[r.pos]) << uint(r.n)
		r.pos++
		r.n += 8
	}
}

// take returns the next n bits of those that are ready.
func (r *bitReader) take(n uint) uint32 {
	v := uint32(r.bits & (1<<n - 1))
	r.bits >>= n
	r.n -= int(n)
	return v
}

// number reads a number of n bits, at most 32.
func (r *bitReader) number(n uint) int {
	r.fill()
	return int(r.take(n))
}

func (r *bitReader) flag() bool { return r.number(1) != 0 }
