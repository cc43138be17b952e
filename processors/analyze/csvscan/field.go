package csvscan

import "bytes"

// TrimCR returns the end of a field that ends before the separator at end: one
// less if that is the LF of a CRLF. The field begins at start.
func TrimCR(buf []byte, start, end int) int {
	if end > start && buf[end] == '\n' && buf[end-1] == '\r' {
		end--
	}
	return end
}

// Content returns what the field raw says: without its quotes, doubled quotes
// made single. The result is part of raw where it can be, else of scratch, which
// is grown as needed and returned.
func (s *Scanner) Content(raw, scratch []byte) (content, newScratch []byte) {
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
		if len(raw) == 0 || raw[0] != s.Quote { // the closing one
			return append(scratch, raw...), scratch
		}
		scratch = append(scratch, s.Quote)
		raw = raw[1:]
		if n = bytes.IndexByte(raw, s.Quote); n < 0 {
			return append(scratch, raw...), scratch
		}
	}
}

// WellQuoted reports whether raw, if it begins with a quote, ends with the one
// that closes it.
func (s *Scanner) WellQuoted(raw []byte) bool {
	if len(raw) == 0 || raw[0] != s.Quote || s.Quote == 0 {
		return true
	}
	state := FieldStart
	for _, c := range raw {
		if state = transitions[state][s.class[c]]; state == Unquoted {
			return false // text after the closing quote
		}
	}
	return state == QuoteSeen
}
