package csvscan

import "bytes"

// walk goes through buf[from:to] from quote to quote and from escape to escape,
// beginning in state. It calls outside for each stretch between them that is
// outside quotes, and for which the state at its start says nothing about its
// separators. It returns the state at to.
func (s *Scanner) walk(buf []byte, from, to int, state State, outside func(from, to int)) State {
	quoteAt, escapeAt := from-1, from-1 // the next ones, once they are not before pos
	for pos := from; pos < to; {
		switch state {
		case Escaped, QuotedEscaped:
			state = s.next(state, buf[pos])
			pos++
			continue
		case EscapedCR:
			state = Unquoted
			if buf[pos] == '\n' {
				pos++
				continue
			}
		}
		if quoteAt < pos {
			quoteAt = find(buf, pos, to, s.Quote)
		}
		if escapeAt < pos {
			escapeAt = find(buf, pos, to, s.Escape)
		}
		next := min(quoteAt, escapeAt)
		if next > pos && state != Quoted {
			outside(pos, next)
			state = s.afterStretch(buf, pos, next, state)
		}
		if next < to {
			state = s.next(state, buf[next])
		}
		pos = next + 1
	}
	return state
}

// find returns the position of the first c in buf[from:to], or to if there is
// none or c is 0.
func find(buf []byte, from, to int, c byte) int {
	if c != 0 {
		if i := bytes.IndexByte(buf[from:to], c); i >= 0 {
			return from + i
		}
	}
	return to
}

// afterStretch returns the state after buf[from:to], which is outside quotes,
// contains neither quotes nor escapes, and begins in state.
func (s *Scanner) afterStretch(buf []byte, from, to int, state State) State {
	if !s.SkipInitialSpace || buf[to-1] != ' ' {
		return s.after(buf[to-1])
	}
	text := bytes.TrimRight(buf[from:to], " ")
	switch n := len(text); {
	case n > 0 && s.separates(text[n-1]):
		return InitialSpace
	case n > 0:
		return Unquoted
	}
	return transitions[state][blank]
}

// extended is records for an extended dialect.
func (x *indexer) extended(buf []byte, from int) {
	x.n.LineBreaks += int(CountLineBreaks(buf[from:]))
	noCR := bytes.IndexByte(buf[from:], '\r') < 0
	x.state = x.walk(buf, from, len(buf), x.state, func(from, to int) {
		var ends int
		x.sep, ends = x.separators(x.sep, buf, from, to, noCR)
		x.n.RecordEnds += ends
	})
}

// lastRecordEndExtended is LastRecordEnd for an extended dialect without
// comments.
func (s *Scanner) lastRecordEndExtended(buf []byte, state State) int {
	last := 0
	s.walk(buf, 0, len(buf), state, func(from, to int) {
		part := buf[from:to]
		if i := max(bytes.LastIndexByte(part, '\n'), bytes.LastIndexByte(part, '\r')); i >= 0 {
			last = from + i + 1
		}
	})
	return last
}

// ends returns the states in which chunk ends, by the state in which it begins.
// After a few bytes most are the same.
func (s *Scanner) ends(chunk []byte) (ends [states]State) {
	const few = 16
	head := chunk[:min(few, len(chunk))]
	var known [states]bool
	var after [states]State // the rest of the chunk, by the state at its start
	for begin := range states {
		if begin == Comment {
			continue // see Summary.End
		}
		state := begin
		for _, c := range head {
			state = s.next(state, c)
		}
		if !known[state] {
			known[state] = true
			after[state] = s.walk(chunk, len(head), len(chunk), state, func(int, int) {})
		}
		ends[begin] = after[state]
	}
	return ends
}

// trimInitialSpace returns a field without the blanks before it that are no
// part of it.
func (s *Scanner) trimInitialSpace(raw []byte) []byte {
	if s.SkipInitialSpace {
		return bytes.TrimLeft(raw, " ")
	}
	return raw
}

// IsNull reports whether a field is an escape and N, outside quotes: MySQL and
// PostgreSQL write NULL so.
func (s *Scanner) IsNull(raw []byte) bool {
	if s.Escape == 0 {
		return false
	}
	raw = s.trimInitialSpace(raw)
	return len(raw) == 2 && raw[0] == s.Escape && raw[1] == 'N'
}

// unquoteExtended is Unquote for an extended dialect. An escape at the end of
// the input, where nothing follows it, stands for itself.
func (s *Scanner) unquoteExtended(raw, scratch []byte) (content, newScratch []byte) {
	raw = s.trimInitialSpace(raw)
	quoted := len(raw) > 0 && raw[0] == s.Quote && s.Quote != 0
	if !quoted && (s.Escape == 0 || bytes.IndexByte(raw, s.Escape) < 0) {
		return raw, scratch
	}
	scratch = scratch[:0]
	state := FieldStart
	for _, c := range raw {
		before := state
		state = s.next(state, c)
		switch {
		case state == QuoteSeen, before == FieldStart && state == Quoted: // closing or opening, perhaps
		case state != before && (state == Escaped || state == QuotedEscaped):
		default:
			scratch = append(scratch, c)
		}
	}
	if state == Escaped || state == QuotedEscaped {
		scratch = append(scratch, s.Escape)
	}
	return scratch, scratch
}
