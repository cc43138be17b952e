package csvscan

import "bytes"

// summarizeRef adds the quotes of chunk[from:] to m.
func (s *Scanner) summarizeRef(m *Summary, chunk []byte, from int) {
	if s.Quote == 0 {
		return
	}
	end := len(chunk) - 1
	// A quote may close a section if a separator follows.
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

// quote adds a quote to m. mayOpen and mayClose tell whether it may open or
// close a quoted section where it stands. It does one or the other, depending
// on the parity of the quotes before it and on whether the chunk begins inside
// quotes.
func (m *Summary) quote(mayOpen, mayClose, odd bool) {
	asIfOutside, asIfInside := mayOpen, mayClose
	if odd {
		asIfOutside, asIfInside = mayClose, mayOpen
	}
	m.stray[0] = m.stray[0] || !asIfOutside
	m.stray[1] = m.stray[1] || !asIfInside
}

// quoteOrSeparator reports whether c is a quote, a delimiter or a line break.
func (s *Scanner) quoteOrSeparator(c byte) bool { return s.class[c] != other }
