package hash

import (
	"bytes"

	"fanout/processors/hash/format"
	"fanout/processors/hash/source"
)

// An echo compares an output, which is written to it as it is read, with what
// this run would write for the same salts and keys.
type echo struct {
	read []byte
	want encoder
	off  bool // the format has something that another run writes differently
}

func newEcho(opt *Options) *echo {
	return &echo{off: opt.Format.Dated, want: encoder{opt: opt, text: opt.Format.Begin(nil, &opt.Style)}}
}

// Write takes what was read.
func (e *echo) Write(p []byte) (int, error) {
	if !e.off {
		e.read = append(e.read, p...)
	}
	return len(p), nil
}

// agrees adds a record with its hash, and reports whether what was read begins
// with all that is wanted.
func (e *echo) agrees(l *source.Record, hash *format.Entry) bool {
	if e.off {
		return true
	}
	r := row{line: l.Line, file: l.File, user: l.User, fields: l.Fields, salt: hash.Salt}
	e.want.add(&r, hash.Key)
	return r.err == nil && e.match()
}

// ends reports whether nothing else was read after the records up to a line.
func (e *echo) ends(line int64) bool {
	if e.off {
		return true
	}
	e.want.fill(line)
	return e.match() && len(e.read) == 0
}

func (e *echo) match() bool {
	rest, ok := bytes.CutPrefix(e.read, e.want.text)
	n := copy(e.read, rest)
	e.read, e.want.text = e.read[:n], e.want.text[:0]
	return ok
}
