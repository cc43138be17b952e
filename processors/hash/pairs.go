package hash

import (
	"fmt"
	"io"
	"iter"

	"fanout/processors/hash/format"
	"fanout/processors/hash/kdf"
	"fanout/processors/hash/source"
)

// A pair is a row to verify and what it takes.
type pair struct {
	row      row
	params   kdf.Params
	password []byte // valid until the next pair
}

// A pairReader reads a list of passwords and a list of hashes side by side,
// both in the order of their line numbers.
type pairReader struct {
	name   string // of the passwords
	lines  *source.Reader
	hashes *entryReader
	budget int64 // limit of the bytes that one hash may take
}

// all yields a pair for every line number that either list holds.
func (p *pairReader) all() iter.Seq2[pair, error] {
	return func(yield func(pair, error) bool) {
		l, lineErr := p.lines.Next()
		e, entryErr := p.hashes.Next()
		for {
			switch {
			case lineErr != nil && lineErr != io.EOF:
				yield(pair{}, fmt.Errorf("%q: %w", p.name, lineErr))
				return
			case entryErr != nil && entryErr != io.EOF:
				yield(pair{}, entryErr)
				return
			case lineErr == io.EOF && entryErr == io.EOF:
				return
			}
			hasLine := lineErr == nil && (entryErr == io.EOF || l.Line <= e.Line)
			hasEntry := entryErr == nil && (lineErr == io.EOF || e.Line <= l.Line)
			var next pair
			switch {
			case !hasEntry:
				next.row = row{line: l.Line, err: errNoHash}
			case !hasLine:
				next.row = row{line: e.Line, err: errNoPassword}
			default:
				next = p.pair(l, &e)
			}
			if !yield(next, nil) {
				return
			}
			if hasLine {
				l, lineErr = p.lines.Next()
			}
			if hasEntry {
				e, entryErr = p.hashes.Next()
			}
		}
	}
}

// pair pairs a line with its entry.
func (p *pairReader) pair(l source.Record, e *format.Entry) pair {
	next := pair{row: row{line: l.Line, err: l.Err}, password: l.Password}
	if l.Err != nil {
		return next
	}
	next.params, next.row.salt, next.row.want = e.Params, e.Salt, e.Key
	switch {
	case e.Err != nil:
		next.row.err = fmt.Errorf("its hash cannot be checked: %w", e.Err)
	case next.params.Memory() > p.budget:
		next.row.err = &RowMemoryError{next.params.Memory(), p.budget}
	default:
		next.row.err = next.params.CheckPassword(l.Password)
	}
	return next
}
