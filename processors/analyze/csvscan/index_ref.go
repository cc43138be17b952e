package csvscan

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// indexRef is Index in plain Go: it goes from quote to quote, and between two
// that are outside looks for separators eight bytes at a time. Of buf it lists
// the separators from from to to only, but knows what follows.
func (s *Scanner) indexRef(dst []uint32, buf []byte, from, to int, begin State) (sep []uint32, n Counts, end State) {
	n.Lines = int(CountLines(buf[from:to]))
	if to > from && to < len(buf) && buf[to-1] == '\r' && buf[to] == '\n' {
		n.Lines-- // the LF counts
	}
	noCR := bytes.IndexByte(buf[from:to], '\r') < 0
	state := begin
	for pos := from; pos < to; {
		next := to // the next quote
		if s.Quote != 0 {
			if i := bytes.IndexByte(buf[pos:to], s.Quote); i >= 0 {
				next = pos + i
			}
		}
		if next > pos && state != Quoted {
			var ends int
			dst, ends = s.separators(dst, buf, pos, next, noCR)
			n.Ends += ends
			state = s.after(buf[next-1])
		}
		if next < to {
			state = transitions[state][quote]
		}
		pos = next + 1
	}
	return dst, n, state
}

// lastRecordEndRef is LastRecordEnd as the automaton has it.
func (s *Scanner) lastRecordEndRef(buf []byte, state State) int {
	last := 0
	for i, c := range buf {
		if state = transitions[state][s.class[c]]; state == RecordStart {
			last = i + 1
		}
	}
	return last
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
			for r := zeros(w ^ cr); r != 0; r &= r - 1 {
				n := bits.TrailingZeros64(r) / 8
				if at := i + n + 1; at >= len(buf) || buf[at] != '\n' {
					l |= 0x80 << (8 * n)
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
