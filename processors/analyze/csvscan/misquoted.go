package csvscan

// Misquoted says how the quotes of a record that is not read as it was meant
// may have been meant. escaped: in a quoted section a quote follows a
// backslash, closes the section, and has text after it. blanks: a quote follows
// blanks at the start of a field. Each takes a quote in a field, outside of a
// quoted section (see Counts.Inner), so that other records need not be asked.
func (s *Scanner) Misquoted(record []byte) (escaped, blanks bool) {
	state := RecordStart
	inner, closed, onlyBlanks := false, false, true
	slashes := 0 // just before the byte
	for _, c := range record {
		before := state
		state = s.next(before, c)
		switch {
		case s.isQuote(c) && before == Unquoted:
			inner = true
			blanks = blanks || onlyBlanks
		case s.isQuote(c) && before == Quoted:
			closed = slashes%2 == 1
		case before == QuoteSeen && state == Unquoted:
			escaped = escaped || closed
		}
		onlyBlanks = state == FieldStart || onlyBlanks && c == ' '
		if c == '\\' {
			slashes++
		} else {
			slashes = 0
		}
	}
	return inner && escaped, blanks
}
