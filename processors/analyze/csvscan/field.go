package csvscan

import "bytes"

// TrimCR returns the end of the field that begins at start and has its
// separator at end. It is end, or one less if the separator is the LF of a
// CRLF.
func TrimCR(buf []byte, start, end int) int {
	if end > start && buf[end] == '\n' && buf[end-1] == '\r' {
		end--
	}
	return end
}

// Unquote returns the value of the field raw: without enclosing quotes, and
// with each pair of quotes replaced by one. The result is part of raw if
// possible, else of scratch, which grows as needed and is returned.
func (s *Scanner) Unquote(raw, scratch []byte) (content, newScratch []byte) {
	if s.Extended() {
		return s.unquoteExtended(raw, scratch)
	}
	if len(raw) == 0 || raw[0] != s.Quote || s.Quote == 0 {
		return raw, scratch
	}
	raw = raw[1:]
	n := bytes.IndexByte(raw, s.Quote)
	if n < 0 {
		return raw, scratch // never closed
	}
	if n == len(raw)-1 {
		return raw[:n], scratch
	}
	scratch = scratch[:0]
	for {
		scratch = append(scratch, raw[:n]...)
		raw = raw[n+1:]
		if len(raw) == 0 || raw[0] != s.Quote { // it was the closing quote
			return append(scratch, raw...), scratch
		}
		scratch = append(scratch, s.Quote)
		raw = raw[1:]
		if n = bytes.IndexByte(raw, s.Quote); n < 0 {
			return append(scratch, raw...), scratch
		}
	}
}

// WellQuoted reports whether a field that begins with a quote ends with the
// quote that closes it. It returns true for all other fields.
func (s *Scanner) WellQuoted(raw []byte) bool {
	raw = s.trimInitialSpace(raw)
	if len(raw) == 0 || raw[0] != s.Quote || s.Quote == 0 {
		return true
	}
	state := FieldStart
	for _, c := range raw {
		if state = s.next(state, c); state == Unquoted {
			return false // text after the closing quote
		}
	}
	return state == QuoteSeen
}
