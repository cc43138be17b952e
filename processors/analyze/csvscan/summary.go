package csvscan

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
