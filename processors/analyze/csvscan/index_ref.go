package csvscan

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// ref indexes buf[from:to] in plain Go. It goes from quote to quote, and in
// text outside quotes looks for separators eight bytes at a time. It lists only
// separators between from and to, but looks at the byte after them.
func (x *indexer) ref(buf []byte, from, to int) {
	x.n.LineBreaks += int(CountLineBreaks(buf[from:to]))
	if to > from && to < len(buf) && buf[to-1] == '\r' && buf[to] == '\n' {
		x.n.LineBreaks-- // the LF will be counted
	}
	noCR := bytes.IndexByte(buf[from:to], '\r') < 0
	for pos := from; pos < to; {
		next := to // the next quote
		if x.Quote != 0 {
			if i := bytes.IndexByte(buf[pos:to], x.Quote); i >= 0 {
				next = pos + i
			}
		}
		if next > pos && x.state != Quoted {
			var ends int
			x.sep, ends = x.separators(x.sep, buf, pos, next, noCR)
			x.n.RecordEnds += ends
			x.state = x.after(buf[next-1])
		}
		if next < to {
			if x.state == Unquoted {
				x.n.Inner++
			}
			x.state = transitions[x.state][quote]
		}
		pos = next + 1
	}
}

// lastRecordEndRef is LastRecordEnd by the automaton.
func (s *Scanner) lastRecordEndRef(buf []byte, state State) int {
	last := 0
	for i, c := range buf {
		if state = s.next(state, c); state == RecordStart {
			last = i + 1
		}
	}
	return last
}

const (
	ones = 0x0101010101010101
	low7 = 0x7f7f7f7f7f7f7f7f
)

// zeros returns a word in which the top bit of each byte is set if that byte is
// zero in v, and all other bits are 0.
func zeros(v uint64) uint64 { return ^((v&low7 + low7) | v | low7) }

// separators appends the positions of the separators of buf[from:to], which
// contains no quotes, and returns the number of line breaks among them. noCR
// means that there is no CR.
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
		case lineBreak:
			if buf[i] == '\r' && i+1 < len(buf) && buf[i+1] == '\n' {
				continue
			}
			ends++
			dst = append(dst, uint32(i))
		}
	}
	return dst, ends
}
