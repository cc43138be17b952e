package source

import (
	"bytes"
	"io"
)

// An unwrapper reads text in which lines are quoted as a whole, as if each were
// one field, without these quotes: a spreadsheet writes them so that has read a
// file as one column. A line that is not quoted as a whole stays as it is.
type unwrapper struct {
	in    io.Reader
	quote byte
	limit int64 // of a line, in bytes

	pending []byte // read, and not a whole line yet
	out     []byte // unwrapped, and not read yet
	err     error  // of in
}

func (u *unwrapper) Read(p []byte) (int, error) {
	for len(u.out) == 0 {
		if u.err != nil && len(u.pending) == 0 {
			return 0, u.err
		}
		if err := u.fill(); err != nil {
			return 0, err
		}
	}
	n := copy(p, u.out)
	u.out = u.out[n:]
	return n, nil
}

// fill reads more and unwraps the lines that are complete.
func (u *unwrapper) fill() error {
	const step = 64 << 10
	if u.err == nil {
		n := len(u.pending)
		u.pending = append(u.pending, make([]byte, step)...)
		var more int
		more, u.err = u.in.Read(u.pending[n:])
		u.pending = u.pending[:n+more]
	}
	u.out = u.out[:0]
	done := 0
	for done < len(u.pending) {
		n := u.line(u.pending[done:], u.err != nil)
		if n == 0 {
			break
		}
		done += n
	}
	u.pending = u.pending[:copy(u.pending, u.pending[done:])]
	if int64(len(u.pending)) > u.limit {
		return &LengthError{"line", u.limit}
	}
	return nil
}

// line adds the first line of text to out and returns its length, or 0 if the
// line is not complete. whole says that nothing comes after text.
func (u *unwrapper) line(text []byte, whole bool) int {
	if text[0] == u.quote {
		if n, ok := u.wrapped(text, whole); ok || n == 0 {
			return n
		}
	}
	n := bytes.IndexAny(text, "\r\n") + 1
	if n == 0 && whole {
		n = len(text)
	}
	u.out = append(u.out, text[:n]...)
	return n
}

// wrapped adds the first line of text, which begins with a quote, to out if it
// ends with the one that belongs to it. It returns the line's length without
// its line break; 0 if it is not complete.
func (u *unwrapper) wrapped(text []byte, whole bool) (n int, ok bool) {
	before := len(u.out)
	for n = 1; ; {
		i := bytes.IndexByte(text[n:], u.quote)
		if i < 0 || n+i+1 == len(text) && !whole {
			u.out = u.out[:before]
			if whole {
				return len(text), false // never closed
			}
			return 0, false
		}
		u.out = append(u.out, text[n:n+i]...)
		n += i + 1
		switch {
		case n == len(text) || text[n] == '\n' || text[n] == '\r':
			return n, true
		case text[n] != u.quote:
			u.out = u.out[:before]
			return n, false
		}
		u.out = append(u.out, u.quote)
		n++
	}
}

// unwrapAll returns the beginning of a text, or all of it, as an unwrapper
// reads it.
func unwrapAll(text []byte, opt *Options) ([]byte, error) {
	return io.ReadAll(&unwrapper{in: bytes.NewReader(text), quote: opt.Quote, limit: int64(len(text))})
}
