package csvscan

import "bytes"

// A Summary is what the quotes of a chunk say about its end before its begin is
// known. The parity of quotes tells inside from outside as long as every opening
// quote follows a separator and every closing one is followed by one; two quotes
// that stand for one close and open again, which comes to the same.
type Summary struct {
	odd        bool    // an odd number of quotes
	dirty      [2]bool // the parity tells nothing if the chunk begins outside, inside quotes
	quoteFirst bool    // the first byte is a quote
	empty      bool
	last       State // after the last byte, if that is outside quotes
}

// Summarize returns the summary of chunk.
func (s *Scanner) Summarize(chunk []byte) Summary {
	if len(chunk) == 0 {
		return Summary{empty: true}
	}
	var m Summary
	end := len(chunk) - 1
	if s.Quote == 0 {
		m.last = s.after(chunk[end])
		return m
	}
	m.quoteFirst = chunk[0] == s.Quote
	for i := 0; ; i++ {
		n := bytes.IndexByte(chunk[i:], s.Quote)
		if n < 0 {
			break
		}
		i += n
		// Either it opens or it closes, depending on where the chunk begins.
		opens := i == 0 || s.separates(chunk[i-1]) || chunk[i-1] == s.Quote
		closes := i == end || s.separates(chunk[i+1]) || chunk[i+1] == s.Quote
		asIfOutside, asIfInside := opens, closes
		if m.odd {
			asIfOutside, asIfInside = closes, opens
		}
		m.dirty[0] = m.dirty[0] || !asIfOutside
		m.dirty[1] = m.dirty[1] || !asIfInside
		m.odd = !m.odd
	}
	m.last = QuoteSeen
	if chunk[end] != s.Quote {
		m.last = s.after(chunk[end])
	}
	return m
}

// End returns the state at the end of a chunk that begins in state begin. If ok
// is false the chunk is dirty, and only a run of the automaton can tell.
func (m Summary) End(begin State) (end State, ok bool) {
	if m.empty {
		return begin, true
	}
	inside := 0
	if begin == Quoted {
		inside = 1
	}
	if m.dirty[inside] || begin == Unquoted && m.quoteFirst {
		return 0, false
	}
	if m.odd != (inside == 1) {
		return Quoted, true
	}
	return m.last, true
}

// LastRecordEnd returns the length of the longest beginning of buf that ends
// with a record or an empty line; 0 if there is none. buf begins in state.
func (s *Scanner) LastRecordEnd(buf []byte, state State) int {
	last := 0
	for pos := 0; pos < len(buf); {
		if state == Quoted {
			n := bytes.IndexByte(buf[pos:], s.Quote)
			if n < 0 {
				return last
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
		next := len(buf)
		if s.Quote != 0 {
			if n := bytes.IndexByte(buf[pos:], s.Quote); n >= 0 {
				next = pos + n
			}
		}
		if i := lastLineEnd(buf[pos:next]); i >= 0 {
			last = pos + i + 1
		}
		if next == len(buf) {
			return last
		}
		if next > pos {
			state = s.after(buf[next-1])
		}
		state = transitions[state][quote]
		pos = next + 1
	}
	return last
}

func lastLineEnd(b []byte) int {
	for i := len(b) - 1; i >= 0; i-- {
		if IsLineEnd(b[i]) {
			return i
		}
	}
	return -1
}
