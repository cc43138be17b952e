package csvscan

import "bytes"

// next returns the state after the byte c.
func (s *Scanner) next(state State, c byte) State {
	switch {
	case state == RecordStart && s.opensComment(c):
		return Comment
	case state == Escaped && c == '\r':
		return EscapedCR
	case state == EscapedCR && c == '\n':
		return Unquoted
	}
	return transitions[state][s.class[c]]
}

// opensComment reports whether a record that begins with c is a comment.
func (s *Scanner) opensComment(c byte) bool { return c == s.Comment && c != 0 }

// withComments indexes buf from position from on. What is between comments goes
// to the same code as text without any.
func (x *indexer) withComments(buf []byte, from int) {
	for pos := from; pos < len(buf); {
		if x.state == Comment || x.state == RecordStart && x.opensComment(buf[pos]) {
			pos = x.comment(buf, pos)
			continue
		}
		next := x.nextComment(buf, pos+1)
		x.records(buf[:next], pos)
		pos = next
	}
}

// comment indexes the rest of a comment, whose only separator is the line break
// at its end, and returns the position after it.
func (x *indexer) comment(buf []byte, from int) (next int) {
	x.state = Comment
	end := bytes.IndexAny(buf[from:], "\r\n")
	if end < 0 {
		return len(buf)
	}
	end += from
	if buf[end] == '\r' && end+1 < len(buf) && buf[end+1] == '\n' {
		end++
	}
	x.sep = append(x.sep, uint32(end))
	x.n.RecordEnds++
	x.n.LineBreaks++
	x.state = RecordStart
	return end + 1
}

// nextComment returns the position from which on the next line that may be a
// comment begins, or len(buf).
func (s *Scanner) nextComment(buf []byte, from int) int {
	for from < len(buf) {
		i := bytes.IndexByte(buf[from:], s.Comment)
		if i < 0 {
			break
		}
		from += i
		if IsLineBreak(buf[from-1]) {
			return from
		}
		from++
	}
	return len(buf)
}

// mayComment reports whether a line of chunk begins with the comment character,
// if only in quotes.
func (s *Scanner) mayComment(chunk []byte) bool {
	return s.Comment != 0 && (chunk[0] == s.Comment || s.nextComment(chunk, 1) < len(chunk))
}
