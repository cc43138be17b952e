package hash

import (
	"fanout/processors/hash/format"
	"fanout/processors/hash/source"
)

// An encoder writes the rows of a chunk as the output has them. Where rows are
// known by their place alone, each line of the list has one in the output, if
// only an empty one.
type encoder struct {
	opt  *Options
	text []byte
	line int64 // the last line of the list that text covers

	salt, key []byte // what try takes for them
}

// add adds a row and its key. The error of what the format cannot hold becomes
// the row's.
func (e *encoder) add(r *row, key []byte) {
	e.fill(r.line - 1)
	text, err := e.append(r, r.salt, key)
	if err != nil {
		r.err = err // and the next row, or the chunk's end, fills the gap
		return
	}
	e.text, e.line = text, r.line
}

// fill adds what stands for the lines up to that one, which have no hash.
func (e *encoder) fill(line int64) {
	for ; e.line < line; e.line++ {
		e.text = e.opt.Format.AppendGap(e.text, &e.opt.Style)
	}
}

// try returns why the output cannot hold a record, whatever its hash will be.
func (e *encoder) try(l *source.Record) error {
	if e.key == nil {
		e.key = make([]byte, e.opt.Params.KeyLength())
		e.salt = e.opt.salt(make([]byte, e.opt.SaltBytes))
	}
	r := row{line: l.Line, file: l.File, user: l.User, fields: l.Fields}
	text, err := e.append(&r, e.salt, e.key)
	e.text = text[:0]
	return err
}

func (e *encoder) append(r *row, salt, key []byte) ([]byte, error) {
	name := ""
	if r.file != nil {
		name = r.file.Name
	}
	return e.opt.Format.Append(e.text, &format.Entry{
		File: name, Line: r.file.At(r.line), User: r.user, Params: e.opt.Params, Salt: salt, Key: key, Fields: r.fields,
	}, &e.opt.Style)
}

// A rowChecker sees whether a record can be hashed, and be written after that.
type rowChecker struct{ trial encoder }

func (c *rowChecker) check(l *source.Record) error {
	opt := c.trial.opt
	if err := opt.Params.CheckPassword(l.Password); err != nil {
		return err
	}
	if err := opt.Format.CheckPassword(l.Password); err != nil {
		return err
	}
	if l.User == "" && len(l.Fields) == 0 {
		return nil // then the parameters decide, for all rows
	}
	return c.trial.try(l)
}
