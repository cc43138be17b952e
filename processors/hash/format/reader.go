package format

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// A FormatError is a list that is not one of hashes. It shows nothing of the
// list: a user may have given the passwords in its place.
type FormatError struct {
	Name string // of the list
	Line int64  // 1-based
	Text string
}

func (e *FormatError) Error() string { return fmt.Sprintf("%q: line %d %s", e.Name, e.Line, e.Text) }

const (
	// MaxLine is the longest line of a list of hashes: several times one with
	// the longest salt and key.
	MaxLine = 16 << 10
	// maxStrange is how many lines without a hash a list may begin with.
	maxStrange = 16

	recordPrefix  = `{"`
	byteOrderMark = "\ufeff"
)

var errTooLong = fmt.Errorf("it is longer than %d bytes", MaxLine)

// A Reader reads a list of hashes in any mix of notations: our own JSON lines,
// bare hash strings, and lines of password files. Where nothing says which line
// of the passwords a hash is about, it is the one of the same number.
type Reader struct {
	name   string
	r      *bufio.Reader
	number int64 // of the line read last

	ahead []numbered // lines without a hash, until the first with one
	begun bool       // a hash was found
}

// A numbered entry stands on that line of its list.
type numbered struct {
	entry  Entry
	number int64
}

// NewReader reads the list of that name from r.
func NewReader(name string, r io.Reader) *Reader {
	return &Reader{name: name, r: bufio.NewReaderSize(r, MaxLine+2)}
}

// Next returns the next entry. A list in which there is no hash at all is a
// FormatError, unless it has only empty lines. A line without a hash among
// others has the error ErrNoHash. At the end the error is io.EOF.
func (r *Reader) Next() (Entry, error) {
	for !r.begun {
		e, known, err := r.next()
		switch {
		case err == io.EOF && len(r.ahead) == 0:
			return e, err
		case err == io.EOF, err == nil && !known && len(r.ahead) == maxStrange:
			return Entry{}, &FormatError{r.name, r.ahead[0].number, "is no hash: give the list that fanout hash or another program wrote"}
		case err != nil:
			return e, err
		}
		r.ahead = append(r.ahead, numbered{e, r.number})
		r.begun = known
	}
	if len(r.ahead) > 0 {
		first := r.ahead[0]
		r.ahead = r.ahead[1:]
		return first.entry, nil
	}
	e, _, err := r.next()
	return e, err
}

// next parses the next line that is not empty; known tells whether it is a hash
// at all.
func (r *Reader) next() (e Entry, known bool, err error) {
	text, err := r.line()
	switch {
	case err == errTooLong:
		return Entry{Line: r.number, Err: errTooLong}, false, nil
	case err != nil:
		return e, false, err
	}
	if e, err = parseLine(text); err != nil {
		return Entry{Line: r.number, Err: ErrNoHash}, false, nil
	}
	if e.Line == 0 && e.User == "" {
		e.Line = r.number
	}
	return e, true, nil
}

// line reads the next line that is not empty.
func (r *Reader) line() (text []byte, err error) {
	for len(text) == 0 {
		text, err = r.r.ReadSlice('\n')
		if err == io.EOF && len(text) == 0 {
			return nil, io.EOF
		}
		r.number++
		if errors.Is(err, bufio.ErrBufferFull) {
			for errors.Is(err, bufio.ErrBufferFull) {
				_, err = r.r.ReadSlice('\n')
			}
			if err == nil || err == io.EOF {
				err = errTooLong
			}
		}
		if err != nil && err != io.EOF {
			if err != errTooLong {
				err = fmt.Errorf("%q: %w", r.name, err)
			}
			return nil, err
		}
		text = bytes.TrimPrefix(text, []byte(byteOrderMark))
		text = bytes.TrimRight(text, "\r\n")
	}
	return text, nil
}

// parseLine parses a line that is not empty.
func parseLine(text []byte) (Entry, error) {
	if bytes.HasPrefix(text, []byte(recordPrefix)) {
		return parseRecord(text)
	}
	return Parse(string(text))
}
