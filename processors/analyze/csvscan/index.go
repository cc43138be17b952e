package csvscan

import "bytes"

// Counts are numbers of line breaks in an indexed range.
type Counts struct {
	RecordEnds int // separators that are line breaks
	LineBreaks int // all line breaks, including those in quotes: LF, CR, and CRLF as one
	Inner      int // quotes in a field, outside of a quoted section; not counted for extended dialects
}

// An indexer accumulates the results of Index.
type indexer struct {
	*Scanner
	sep   []uint32
	n     Counts
	state State
}

// Index appends to dst the positions in buf of the separators in buf[from:to]:
// delimiters and line breaks outside quotes. Of a CRLF only the LF is a
// separator, unless from or to is between the two bytes. begin is the state at
// from. Index returns dst, the numbers of line breaks, and the state at to.
//
// len(buf) must be below 2^32.
func (s *Scanner) Index(dst []uint32, buf []byte, from, to int, begin State) (sep []uint32, n Counts, end State) {
	buf = buf[:to]
	x := indexer{Scanner: s, sep: dst, state: begin}
	if s.Comment != 0 {
		x.withComments(buf, from)
	} else {
		x.records(buf, from)
	}
	return x.sep, x.n, x.state
}

// records indexes buf from position from on, where no line is a comment.
func (x *indexer) records(buf []byte, from int) {
	if x.Extended() {
		x.extended(buf, from)
		return
	}
	for pos := from; pos < len(buf); {
		at, until := x.blocks(buf, pos)
		x.ref(buf, at, until)
		pos = until
	}
}

// IndexRecord is Index up to the end of the first record: sep ends with its
// line break, and next is the position after that. If there is no line break
// outside quotes, next is to, and end is the state there.
func (s *Scanner) IndexRecord(dst []uint32, buf []byte, from, to int, begin State) (sep []uint32, next int, end State) {
	state := begin
	for i := from; i < to; i++ {
		c := buf[i]
		if state == Quoted && c != s.Quote && s.Escape == 0 {
			n := bytes.IndexByte(buf[i:to], s.Quote)
			if n < 0 {
				return dst, to, Quoted
			}
			i += n
			c = s.Quote
		}
		for state == Unquoted && s.class[c] == other && i+1 < to {
			i++
			c = buf[i]
		}
		state = s.next(state, c)
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

// LastRecordEnd returns the length of the longest prefix of buf that ends with
// a record or an empty line, or 0 if there is none. state is the state at the
// start of buf.
func (s *Scanner) LastRecordEnd(buf []byte, state State) int {
	if s.Extended() && s.Comment == 0 {
		return s.lastRecordEndExtended(buf, state)
	}
	end, ok := s.Summarize(buf).End(state)
	if !ok || s.Extended() {
		return s.lastRecordEndRef(buf, state)
	}
	// Backwards, each quote switches between inside and outside.
	inside := end == Quoted
	for i := len(buf) - 1; i >= 0; i-- {
		switch s.class[buf[i]] {
		case quote:
			inside = !inside
		case lineBreak:
			if !inside {
				return i + 1
			}
		}
	}
	return 0
}

// CountLineBreaks returns the number of line breaks in b: LF, CR, and CRLF as
// one.
func CountLineBreaks(b []byte) int64 {
	n := bytes.Count(b, []byte{'\n'})
	if cr := bytes.Count(b, []byte{'\r'}); cr > 0 {
		n += cr - bytes.Count(b, []byte("\r\n"))
	}
	return int64(n)
}
