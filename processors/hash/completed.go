package hash

import (
	"io"

	"fanout/processors/hash/source"
)

// completed reports whether hashes is what a run over lines with opt has
// written, as far as that can be told without hashing: one entry of the same
// parameters for every row that can be hashed, in order. end is then the
// position after the last row.
func completed(opt *Options, lines *source.Reader, hashes io.Reader) (end Position, complete bool, err error) {
	entries := newEntryReader("", hashes)
	defer lines.Clear()
	for {
		l, err := lines.Next()
		if err == io.EOF {
			_, err := entries.next()
			return end, err == io.EOF, nil
		}
		if err != nil {
			return end, false, err
		}
		end.Line = l.Line
		end.Rows++
		if l.Err != nil || opt.Params.CheckPassword(l.Password) != nil {
			continue
		}
		e, err := entries.next()
		if err != nil || e.line != l.Line || !opt.wrote(&e) {
			return end, false, nil
		}
	}
}

// wrote reports whether e has the parameters of opt.
func (opt *Options) wrote(e *entry) bool {
	p, salt, key, err := e.decode()
	if err != nil || p != opt.Params || len(salt) != len(p.Salt(make([]byte, opt.SaltBytes))) {
		return false
	}
	saltText, _ := p.Encode(salt, key)
	return e.salt == saltText
}
