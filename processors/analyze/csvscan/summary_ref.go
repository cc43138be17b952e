package csvscan

import "bytes"

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
