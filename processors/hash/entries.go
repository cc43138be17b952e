package hash

import (
	"errors"
	"fmt"
	"io"

	"fanout/processors/hash/format"
)

// An entryReader reads a list of hashes, whose line numbers must rise.
type entryReader struct {
	name string
	r    *format.Reader
	last int64 // Entry.Line read last
}

func newEntryReader(name string, r io.Reader) *entryReader {
	return &entryReader{name: name, r: format.NewReader(name, r)}
}

// Next returns the next entry, a FormatError, or io.EOF.
func (r *entryReader) Next() (e format.Entry, err error) {
	if e, err = r.r.Next(); err != nil {
		return e, err
	}
	if errors.Is(e.Err, format.ErrNoHash) {
		return e, &format.FormatError{Name: r.name, Line: e.Line, Text: "is no hash in a notation that is known"}
	}
	if e.Line <= r.last {
		return e, &format.FormatError{Name: r.name, Line: e.Line, Text: fmt.Sprintf("is named after line %d", r.last)}
	}
	r.last = e.Line
	return e, nil
}
