package csvscan

import "bytes"

// A Summary is what the quotes of a chunk say about its end before its begin is
// known. The parity of quotes tells inside from
// outside as long as every opening quote follows a separator and every closing
// one is followed by one; two quotes that stand for one close and open again,
// which comes to the same.
type Summary struct {
	odd        bool    // an odd number of quotes
	dirty      [2]bool // the parity tells nothing if the chunk begins outside, inside quotes
	quoteFirst bool    // the first byte is a quote
	empty      bool
	last       byte
	s          *Scanner
}

// Summarize returns the summary of chunk.
func (s *Scanner) Summarize(chunk []byte) Summary {
	m := Summary{s: s, empty: len(chunk) == 0}
	if m.empty {
		return m
	}
	m.quoteFirst = s.isQuote(chunk[0])
	m.last = chunk[len(chunk)-1]
	s.summarizeRef(&m, chunk, s.summarizeBlocks(&m, chunk))
	return m
}

// summarizeRef adds to m what chunk[from:] shows, in plain Go.
func (s *Scanner) summarizeRef(m *Summary, chunk []byte, from int) {
	if s.Quote == 0 {
		return
	}
	end := len(chunk) - 1
	// Whether a quote closes well shows behind it.
	if from > 0 && s.isQuote(chunk[from-1]) {
		m.quote(true, from-1 == end || s.quoteOrSeparator(chunk[from]), !m.odd)
	}
	for i := from; ; i++ {
		n := bytes.IndexByte(chunk[i:], s.Quote)
		if n < 0 {
			return
		}
		i += n
		opens := i == 0 || s.quoteOrSeparator(chunk[i-1])
		closes := i == end || s.quoteOrSeparator(chunk[i+1])
		m.quote(opens, closes, m.odd)
		m.odd = !m.odd
	}
}

// quote notes a quote that may open, may close a quoted section: it does the one
// or the other, depending on how many are before it and where the chunk begins.
func (m *Summary) quote(mayOpen, mayClose, odd bool) {
	asIfOutside, asIfInside := mayOpen, mayClose
	if odd {
		asIfOutside, asIfInside = mayClose, mayOpen
	}
	m.dirty[0] = m.dirty[0] || !asIfOutside
	m.dirty[1] = m.dirty[1] || !asIfInside
}

func (s *Scanner) quoteOrSeparator(c byte) bool { return s.class[c] != other }

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
	return m.s.stateAfter(m.last, m.odd != (inside == 1)), true
}
