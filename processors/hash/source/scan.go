package source

import (
	"bytes"
	"io"

	"fanout/internal/secret"
)

// An ending says how a piece of text ends.
type ending int

const (
	ended    ending = iota // with a line feed
	atEnd                  // with the list
	tooLong                // beyond the limit
	unclosed               // with the list or the limit, within quotes
)

// A scanner cuts lines, or records of CSV, off a text. Its buffer holds
// passwords: it is in locked memory, and cleared when it moves and in the end.
type scanner struct {
	r        io.Reader
	buf      []byte
	from, to int // of buf, unread
	err      error

	// What the buffer may have, so that not every line is searched for it.
	high, cr, nul bool
}

// scanBuffer is enough for lines; longer records make the buffer grow.
const scanBuffer = 2 * MaxLine

func newScanner(r io.Reader) *scanner { return &scanner{r: r} }

// fill reads more behind what is unread, and makes room for it.
func (s *scanner) fill() {
	if s.buf == nil {
		s.buf = secret.Get(scanBuffer)[:scanBuffer]
	}
	if s.from == s.to {
		s.high, s.cr, s.nul = false, false, false
	}
	if s.from > 0 {
		n := copy(s.buf, s.buf[s.from:s.to])
		clear(s.buf[n:s.to])
		s.from, s.to = 0, n
	}
	if s.to == len(s.buf) {
		s.buf = secret.Grow(s.buf, len(s.buf))
		s.buf = s.buf[:cap(s.buf)]
	}
	n := 0
	n, s.err = readSome(s.r, s.buf[s.to:])
	added := s.buf[s.to : s.to+n]
	s.to += n
	s.high = s.high || !isASCII(added)
	s.cr = s.cr || bytes.IndexByte(added, '\r') >= 0
	s.nul = s.nul || bytes.IndexByte(added, 0) >= 0
}

// line returns the next line with its end, which is valid until the next call.
// At the end of the list it returns io.EOF. One that is tooLong is not passed
// over.
func (s *scanner) line(limit int) (text []byte, end ending, err error) {
	for seen := s.from; ; {
		if i := bytes.IndexByte(s.buf[seen:s.to], '\n'); i >= 0 {
			text = s.buf[s.from : seen+i+1]
			s.from = seen + i + 1
			return text, ended, nil
		}
		n := s.to - s.from
		switch {
		case n > limit+len("\r"):
			return nil, tooLong, nil
		case s.err == io.EOF && n == 0:
			return nil, atEnd, io.EOF
		case s.err == io.EOF:
			text = s.buf[s.from:s.to]
			s.from = s.to
			return text, atEnd, nil
		case s.err != nil:
			return nil, atEnd, s.err
		}
		s.fill()
		seen = s.from + n
	}
}

// skipLine passes over the rest of a line, and returns how long it is.
func (s *scanner) skipLine() (n int64, err error) {
	for {
		if i := bytes.IndexByte(s.buf[s.from:s.to], '\n'); i >= 0 {
			s.from += i + 1
			return n + int64(i) + 1, nil
		}
		n += int64(s.to - s.from)
		s.from = s.to
		switch s.err {
		case nil:
			s.fill()
		case io.EOF:
			return n, nil
		default:
			return n, s.err
		}
	}
}

// record returns the next record of CSV with its end, as line does. One that is
// tooLong or unclosed is not passed over. A quote opens a field only where one
// begins; opens says behind which bytes that is.
func (s *scanner) record(limit int, opens []byte) (text []byte, end ending, err error) {
	for at, quoted, closed := s.from, false, -1; ; {
		at, quoted, closed = s.scan(at, quoted, closed, opens)
		n := s.to - s.from
		switch {
		case at > s.from && !quoted && s.buf[at-1] == '\n':
			text = s.buf[s.from:at]
			s.from = at
			return text, ended, nil
		case n > limit && quoted, s.err == io.EOF && quoted:
			return nil, unclosed, nil
		case n > limit:
			return nil, tooLong, nil
		case s.err == io.EOF && n == 0:
			return nil, atEnd, io.EOF
		case s.err == io.EOF:
			text = s.buf[s.from:s.to]
			s.from = s.to
			return text, atEnd, nil
		case s.err != nil:
			return nil, atEnd, s.err
		}
		before := s.from
		s.fill()
		at, closed = at-before+s.from, closed-before+s.from
	}
}

// scan looks for the end of a record from at on. It returns the place behind
// it, or the end of the buffer; whether that is within quotes; and the place
// behind the last quote that closed a field.
func (s *scanner) scan(at int, quoted bool, closed int, opens []byte) (int, bool, int) {
	for at < s.to {
		text := s.buf[at:s.to]
		if quoted {
			i := bytes.IndexByte(text, '"')
			if i < 0 {
				return s.to, true, closed
			}
			at += i + 1
			quoted, closed = false, at
			continue
		}
		end := bytes.IndexByte(text, '\n')
		if end < 0 {
			end = len(text)
		}
		q := bytes.IndexByte(text[:end], '"')
		if q < 0 {
			return min(at+end+1, s.to), false, closed
		}
		at += q
		quoted = at == s.from || at == closed || bytes.IndexByte(opens, s.buf[at-1]) >= 0
		at++
	}
	return at, quoted, closed
}

// unread gives back the last n bytes that were returned.
func (s *scanner) unread(n int) { s.from -= n }

// clear gives the buffer back, zeroed. There is nothing to read any more.
func (s *scanner) clear() {
	secret.Put(s.buf)
	s.buf, s.from, s.to, s.err = nil, 0, 0, io.EOF
}

// trimEnd cuts a line's end off.
func trimEnd(line []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
}

// isASCII reports whether no byte is above 127.
func isASCII(text []byte) bool {
	for len(text) >= 8 {
		if (text[0]|text[1]|text[2]|text[3]|text[4]|text[5]|text[6]|text[7])&0x80 != 0 {
			return false
		}
		text = text[8:]
	}
	for _, c := range text {
		if c >= 0x80 {
			return false
		}
	}
	return true
}
