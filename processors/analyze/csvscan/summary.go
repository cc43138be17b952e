package csvscan

// A Summary is what is known about the end of a chunk before the state at its
// start is known. The parity of quotes separates inside from outside as long as
// every opening quote follows a separator and every closing quote is followed
// by one. A pair of quotes that represents one quote closes and opens the
// section again, with the same result.
type Summary struct {
	odd        bool    // the number of quotes is odd
	stray      [2]bool // parity is not sufficient for a chunk that begins outside, inside quotes
	quoteFirst bool    // the first byte is a quote
	empty      bool
	comments   bool // a line may be a comment
	last       byte
	ends       [states]State // of an extended dialect: by the state at the start
	s          *Scanner
}

// Summarize returns the summary of chunk.
func (s *Scanner) Summarize(chunk []byte) Summary {
	m := Summary{s: s, empty: len(chunk) == 0}
	if m.empty {
		return m
	}
	if m.comments = s.mayComment(chunk); m.comments {
		return m
	}
	if s.Extended() {
		m.ends = s.ends(chunk)
		return m
	}
	m.quoteFirst = s.isQuote(chunk[0])
	m.last = chunk[len(chunk)-1]
	s.summarizeRef(&m, chunk, s.summarizeBlocks(&m, chunk))
	return m
}

// End returns the state at the end of a chunk that begins in state begin. ok is
// false if the chunk has stray quotes or may have comments; then it must be
// scanned.
func (m Summary) End(begin State) (end State, ok bool) {
	if m.empty {
		return begin, true
	}
	if m.comments || begin == Comment {
		return 0, false
	}
	if m.s.Extended() {
		return m.ends[begin], true
	}
	inside := 0
	if begin == Quoted {
		inside = 1
	}
	if m.stray[inside] || begin == Unquoted && m.quoteFirst {
		return 0, false
	}
	return m.s.stateAfter(m.last, m.odd != (inside == 1)), true
}
