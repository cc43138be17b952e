package hash

import (
	"cmp"
	"context"
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

// A hashReader reads a list of hashes. At its end the error is io.EOF.
type hashReader interface {
	Next() (format.Entry, error)
	// Notes says what is worth knowing of the list, when it has been read.
	Notes() []string
}

// A pairer pairs passwords with their hashes.
type pairer struct {
	passwords passwordReader
	in        *source.Set
	memory    int64 // limit of the bytes that one hash may take
}

// A passwordReader reads a list of passwords, as a source.Reader.
type passwordReader interface {
	Next() (source.Record, error)
	Name() string // of the list that is read
}

// read reads a password.
func (p *pairer) read() (source.Record, error) {
	r, err := p.passwords.Next()
	if err != nil && err != io.EOF {
		err = fmt.Errorf("%q: %w", p.passwords.Name(), err)
	}
	return r, err
}

// merge yields a pair for every line that either list has. Both are in the
// order of their lines.
func (p *pairer) merge(hashes hashReader) iter.Seq2[pair, error] {
	return func(yield func(pair, error) bool) {
		l, lineErr := p.read()
		e, entryErr := nextEntry(hashes)
		for lineErr == nil || entryErr == nil {
			hasLine := lineErr == nil && (entryErr != nil || l.Line <= e.Line)
			hasEntry := entryErr == nil && (lineErr != nil || e.Line <= l.Line)
			next := pair{row: row{line: l.Line, file: l.File, err: cmp.Or(l.Err, errNoHash)}}
			switch {
			case lineErr != nil && lineErr != io.EOF, entryErr != nil && entryErr != io.EOF:
				yield(pair{}, cmp.Or(failure(lineErr), failure(entryErr)))
				return
			case !hasLine:
				next = alone(&e)
			case hasEntry:
				next = p.pair(&l, &e)
			}
			if !yield(next, nil) {
				return
			}
			if hasLine {
				l, lineErr = p.read()
			}
			if hasEntry {
				e, entryErr = nextEntry(hashes)
			}
		}
		if err := cmp.Or(failure(lineErr), failure(entryErr)); err != nil {
			yield(pair{}, err)
		}
	}
}

// failure returns err unless that is the end of a list.
func failure(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}

// nextEntry reads a hash. Where nothing says which line of the passwords it is
// for, it is the one of the same number.
func nextEntry(hashes hashReader) (format.Entry, error) {
	e, err := hashes.Next()
	e.Line = cmp.Or(e.Line, e.At)
	return e, err
}

// pair pairs a password with its hash.
func (p *pairer) pair(l *source.Record, e *format.Entry) pair {
	next := pair{row: row{line: l.Line, file: l.File, err: l.Err}}
	if next.row.err == nil {
		next.row.err = uncheckable(e, p.memory)
	}
	if e.Locked { // whatever else is wrong with it
		next.row.err = errLocked
	}
	if next.row.err == nil {
		next.row.err = e.Params.CheckPassword(l.Password)
	}
	if next.row.err == nil {
		next.params, next.row.salt, next.row.want, next.password = e.Params, e.Salt, e.Key, l.Password
	}
	return next
}

// alone returns the row of a hash for which there is no password. It is not
// missed where the account is locked, as those of services are.
func alone(e *format.Entry) pair {
	r := row{line: e.At, ofHashes: true, err: errNoPassword}
	if e.Locked {
		r.err = errLocked
	}
	return pair{row: r}
}

// uncheckable returns why a hash is not computed in that much memory, or nil.
func uncheckable(e *format.Entry, memory int64) error {
	switch {
	case e.Err != nil:
		return fmt.Errorf("its hash cannot be checked: %w", e.Err)
	case len(e.Key) < MinKeyBytes:
		return errShortKey
	case e.Params.ReferenceTime() > maxVerify:
		return errCostly
	case e.Params.Memory() > memory:
		return &RowMemoryError{e.Params.Memory(), memory}
	}
	return nil
}

// byName yields a pair for every password, and one for every hash without a
// password.
func (p *pairer) byName(hashes *names) iter.Seq2[pair, error] {
	return func(yield func(pair, error) bool) {
		for {
			l, err := p.read()
			if err == io.EOF {
				break
			}
			if err != nil {
				yield(pair{}, err)
				return
			}
			if !yield(p.lookUp(hashes, &l), nil) {
				return
			}
		}
		for next := range p.left(hashes) {
			if !yield(next, nil) {
				return
			}
		}
	}
}

// lookUp pairs a password with the hash of its name.
func (p *pairer) lookUp(hashes *names, l *source.Record) pair {
	user := []byte(l.User)
	i, found := hashes.find(user, l.Line)
	fail := func(err error) pair { return pair{row: row{line: l.Line, file: l.File, err: err}} }
	switch {
	case hashes.byUser && l.User == "" && l.Err != nil:
		return fail(l.Err)
	case hashes.byUser && l.User == "":
		return fail(errNoUser)
	case !found:
		return fail(cmp.Or(l.Err, errNoHash))
	}
	x := hashes.at(i)
	x.mark(l.Line)
	switch {
	case x.twin > 0:
		return fail(twiceError{list: "hashes", first: x.at, second: hashes.at(x.twin - 1).at})
	case x.again > 0:
		return fail(twiceError{"passwords", x.password, x.again, p.in})
	}
	e := hashes.entry(i)
	return p.pair(l, &e)
}

// left yields the hashes for which there was no password.
func (p *pairer) left(hashes *names) iter.Seq[pair] {
	return func(yield func(pair) bool) {
		for i := range uint32(hashes.n) {
			first := i
			if x := hashes.at(i); x.named {
				first, _ = hashes.find(hashes.user(i), x.line)
			}
			if hashes.at(first).password > 0 {
				continue // a row is about it
			}
			e := hashes.entry(i)
			next := alone(&e)
			switch named := hashes.at(first); {
			case named.twin > 0:
				next.row.err = twiceError{list: "hashes", first: named.at, second: hashes.at(named.twin - 1).at}
			case hashes.nameless(i) && e.Err != nil:
				next.row.err = uncheckable(&e, p.memory)
			case hashes.nameless(i):
				next.row.err = errNoName
			}
			if !yield(next) {
				return
			}
		}
	}
}

// mark sees which hashes have passwords, and several ones. A list that can be
// read only once is marked as it is verified: there the first password of a
// user who is named twice has been compared.
func (p *pairer) mark(ctx context.Context, hashes *names) error {
	for {
		l, err := p.read()
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err != nil:
			return failure(err)
		}
		if i, found := hashes.find([]byte(l.User), l.Line); found {
			hashes.at(i).mark(l.Line)
		}
	}
}
