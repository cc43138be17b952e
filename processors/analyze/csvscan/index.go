package csvscan

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// Index appends to dst the positions of the separators of buf[from:to], counted
// from the beginning of buf: delimiters and line ends outside quotes. Of CRLF only
// the LF is one, unless from or to lies between them. It returns dst, how many of
// the new ones are line ends, and the state at to. At from the state is begin.
//
// len(buf) must be below 2^32.
func (s *Scanner) Index(dst []uint32, buf []byte, from, to int, begin State) (sep []uint32, ends int, end State) {
	buf = buf[:to]
	noCR := bytes.IndexByte(buf[from:], '\r') < 0
	state := begin
	for pos := from; pos < to; {
		if state == Quoted {
			n := bytes.IndexByte(buf[pos:], s.Quote)
			if n < 0 {
				return dst, ends, Quoted
			}
			pos += n + 1
			state = QuoteSeen
			continue
		}
		if state == QuoteSeen && buf[pos] == s.Quote {
			pos++
			state = Quoted
			continue
		}
		// Up to the next quote all is outside.
		next := to
		if s.Quote != 0 {
			if n := bytes.IndexByte(buf[pos:], s.Quote); n >= 0 {
				next = pos + n
			}
		}
		if next > pos {
			var n int
			dst, n = s.separators(dst, buf, pos, next, noCR)
			ends += n
			state = s.after(buf[next-1])
		}
		if next < to {
			state = transitions[state][quote]
			next++
		}
		pos = next
	}
	return dst, ends, state
}

// IndexRecord is Index up to the first line end: sep ends with that, and next is
// the position after it. If there is none, next is to and end says in which
// state.
func (s *Scanner) IndexRecord(dst []uint32, buf []byte, from, to int, begin State) (sep []uint32, next int, end State) {
	state := begin
	for i := from; i < to; i++ {
		c := buf[i]
		if state == Quoted && c != s.Quote {
			n := bytes.IndexByte(buf[i:to], s.Quote)
			if n < 0 {
				return dst, to, Quoted
			}
			i += n
			c = s.Quote
		}
		state = transitions[state][s.class[c]]
		switch state {
		case FieldStart:
			dst = append(dst, uint32(i))
		case RecordStart:
			if c == '\r' && i+1 < to && buf[i+1] == '\n' {
				i++
			}
			return append(dst, uint32(i)), i + 1, RecordStart
		}
	}
	return dst, to, state
}

const (
	ones = 0x0101010101010101
	low7 = 0x7f7f7f7f7f7f7f7f
)

// zeros returns a word with the top bit of every byte set that is zero in v.
func zeros(v uint64) uint64 { return ^((v&low7 + low7) | v | low7) }

// separators appends the separators of buf[from:to], which holds no quotes, and
// counts the line ends. If noCR is set, there is no CR in it.
func (s *Scanner) separators(dst []uint32, buf []byte, from, to int, noCR bool) (sep []uint32, ends int) {
	delims := uint64(s.Delimiter) * ones
	const lf, cr = '\n' * uint64(ones), '\r' * uint64(ones)
	i := from
	for ; i+8 <= to; i += 8 {
		w := binary.LittleEndian.Uint64(buf[i:])
		l := zeros(w ^ lf)
		if !noCR {
			if r := zeros(w ^ cr); r != 0 {
				for ; r != 0; r &= r - 1 {
					n := bits.TrailingZeros64(r) / 8
					if at := i + n + 1; at >= len(buf) || buf[at] != '\n' {
						l |= 0x80 << (8 * n)
					}
				}
			}
		}
		ends += bits.OnesCount64(l)
		for m := l | zeros(w^delims); m != 0; m &= m - 1 {
			dst = append(dst, uint32(i+bits.TrailingZeros64(m)/8))
		}
	}
	for ; i < to; i++ {
		switch s.class[buf[i]] {
		case delimiter:
			dst = append(dst, uint32(i))
		case lineEnd:
			if buf[i] == '\r' && i+1 < len(buf) && buf[i+1] == '\n' {
				continue
			}
			ends++
			dst = append(dst, uint32(i))
		}
	}
	return dst, ends
}
