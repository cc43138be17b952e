package hash

import (
	"encoding/hex"
	"io"

	"fanout/processors/hash/kdf"
	"fanout/processors/hash/kdf/sha512crypt"
)

// Count returns how many rows a list has: lines that are not empty.
func Count(r io.Reader) (rows int64, err error) {
	lines := newLineReader(r)
	defer lines.clear()
	for {
		switch _, err := lines.next(); err {
		case nil:
			rows++
		case io.EOF:
			return rows, nil
		default:
			return rows, err
		}
	}
}

// CheckRecords reads a list of hashes and returns how many it has, or what is
// wrong with it: a FormatError.
func CheckRecords(name string, r io.Reader) (n int64, err error) {
	records := newRecordReader(name, r)
	for {
		switch _, err := records.next(); err {
		case nil:
			n++
		case io.EOF:
			return n, nil
		default:
			return n, err
		}
	}
}

// Complete reports whether hashes is what a run over passwords with opt has
// written, as far as that can be told without hashing: one record of the same
// parameters for every row that can be hashed, in order. end is then the
// position behind the last row.
func Complete(opt Options, passwords, hashes io.Reader) (end Position, complete bool, err error) {
	lines, records := newLineReader(passwords), newRecordReader("", hashes)
	defer lines.clear()
	for {
		l, err := lines.next()
		if err == io.EOF {
			_, err := records.next()
			return end, err == io.EOF, nil
		}
		if err != nil {
			return end, false, err
		}
		end.Line = l.number
		end.Rows++
		if l.err != nil || opt.Params.CheckPassword(l.password) != nil {
			continue
		}
		r, err := records.next()
		if err != nil || r.Line != l.number || !opt.wrote(&r) {
			return end, false, nil
		}
	}
}

// wrote reports whether r has the parameters of opt.
func (opt *Options) wrote(r *Record) bool {
	p, salt, _, err := r.decode()
	switch p.Algorithm {
	case kdf.Bcrypt:
		return err == nil && p == opt.Params
	case kdf.SHA512Crypt:
		return err == nil && p == opt.Params && len(salt) == sha512crypt.MaxSalt
	}
	return err == nil && p == opt.Params && len(salt) == opt.SaltBytes && r.Salt == hex.EncodeToString(salt)
}
