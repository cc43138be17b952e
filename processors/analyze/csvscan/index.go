package csvscan

import "bytes"

// Counts are figures of an indexed range.
type Counts struct {
	Ends  int // separators that are line ends
	Lines int // line ends, in quotes too: LF, CR, and CRLF as one
}

// Index appends to dst the positions of the separators of buf[from:to], counted
// from the beginning of buf: delimiters and line ends outside quotes. Of CRLF only
// the LF is one, unless from or to lies between them. It returns dst, what it has
// counted, and the state at to. At from the state is begin.
//
// len(buf) must be below 2^32.
func (s *Scanner) Index(dst []uint32, buf []byte, from, to int, begin State) (sep []uint32, n Counts, end State) {
	buf = buf[:to]
	state := begin
	for pos := from; pos < to; {
		var c Counts
		var at, until int
		dst, c, at, until, state = s.indexBlocks(dst, buf, pos, state)
		n.Ends += c.Ends
		n.Lines += c.Lines
		dst, c, state = s.indexRef(dst, buf, at, until, state)
		n.Ends += c.Ends
		n.Lines += c.Lines
		pos = until
	}
	return dst, n, state
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

// LastRecordEnd returns the length of the longest beginning of buf that ends
// with a record or an empty line; 0 if there is none. buf begins in state.
func (s *Scanner) LastRecordEnd(buf []byte, state State) int {
	end, clean := s.Summarize(buf).End(state)
	if !clean {
		return s.lastRecordEndRef(buf, state)
	}
	// Backwards, each quote changes sides.
	inside := end == Quoted
	for i := len(buf) - 1; i >= 0; i-- {
		switch s.class[buf[i]] {
		case quote:
			inside = !inside
		case lineEnd:
			if !inside {
				return i + 1
			}
		}
	}
	return 0
}

// CountLines counts the line ends in b: LF, CR, and CRLF as one.
func CountLines(b []byte) int64 {
	n := bytes.Count(b, []byte{'\n'})
	if cr := bytes.Count(b, []byte{'\r'}); cr > 0 {
		n += cr - bytes.Count(b, []byte("\r\n"))
	}
	return int64(n)
}
