package hash

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"fanout/processors/hash/kdf"
	"fanout/processors/hash/kdf/bcrypt"
	"fanout/processors/hash/kdf/sha512crypt"
)

// A Record is one JSON line of the output: a row's number, how it was hashed,
// and the result. Salt and hash are in hexadecimal; the hash of bcrypt and
// sha512crypt is their own string, which holds the salt.
type Record struct {
	Line        int64         `json:"line"`
	Algorithm   kdf.Algorithm `json:"algorithm"`
	Iterations  int           `json:"iterations,omitempty"`
	MemoryKiB   int           `json:"memory_kib,omitempty"`
	Time        int           `json:"time,omitempty"`
	Parallelism int           `json:"parallelism,omitempty"`
	N           int           `json:"n,omitempty"`
	R           int           `json:"r,omitempty"`
	P           int           `json:"p,omitempty"`
	Cost        int           `json:"cost,omitempty"`
	Rounds      int           `json:"rounds,omitempty"`
	Salt        string        `json:"salt,omitempty"`
	Hash        string        `json:"hash"`
}

// appendRecord appends the JSON line of one row to dst.
func appendRecord(dst []byte, line int64, p kdf.Params, salt, key []byte) ([]byte, error) {
	r := Record{
		Line: line, Algorithm: p.Algorithm, Iterations: p.Iterations,
		MemoryKiB: p.MemoryKiB, Time: p.Time, Parallelism: p.Parallelism,
		N: p.N, R: p.R, P: p.P, Cost: p.Cost, Rounds: p.Rounds,
	}
	switch p.Algorithm {
	case kdf.Bcrypt:
		h := bcrypt.Hash{Ident: "2b", Cost: p.Cost, Salt: [bcrypt.SaltBytes]byte(salt)}
		copy(h.Digest[:], key)
		r.Hash = h.String()
	case kdf.SHA512Crypt:
		r.Hash = sha512crypt.Encode(p.Rounds, salt, key)
	default:
		r.Salt, r.Hash = hex.EncodeToString(salt), hex.EncodeToString(key)
	}
	text, err := json.Marshal(&r)
	return append(append(dst, text...), '\n'), err
}

// parse returns the parameters, salt and key of a record that may come from
// anywhere. It refuses what would take longer than a stored password should.
func (r *Record) parse() (p kdf.Params, salt, key []byte, err error) {
	p, salt, key, err = r.decode()
	if err == nil && p.Nominal() > maxVerify {
		err = errors.New("its parameters ask for more than a minute of work")
	}
	return p, salt, key, err
}

// decode is parse for a record that is not to be computed.
func (r *Record) decode() (p kdf.Params, salt, key []byte, err error) {
	p = kdf.Params{
		Algorithm: r.Algorithm, Iterations: r.Iterations,
		MemoryKiB: r.MemoryKiB, Time: r.Time, Parallelism: r.Parallelism,
		N: r.N, R: r.R, P: r.P, Cost: r.Cost, Rounds: r.Rounds,
	}
	switch r.Algorithm {
	case kdf.Bcrypt:
		h, err := bcrypt.Parse(r.Hash)
		if err != nil {
			return p, nil, nil, err
		}
		if h.Cost != r.Cost {
			return p, nil, nil, fmt.Errorf("cost %d does not agree with the hash's %d", r.Cost, h.Cost)
		}
		salt, key = h.Salt[:], h.Digest[:]
	case kdf.SHA512Crypt:
		var rounds int
		if rounds, salt, key, err = sha512crypt.Parse(r.Hash); err != nil {
			return p, nil, nil, err
		}
		if rounds != r.Rounds {
			return p, nil, nil, fmt.Errorf("rounds %d do not agree with the hash's %d", r.Rounds, rounds)
		}
	default:
		if salt, err = hex.DecodeString(r.Salt); err != nil {
			return p, nil, nil, fmt.Errorf("salt: %w", err)
		}
		if key, err = hex.DecodeString(r.Hash); err != nil {
			return p, nil, nil, fmt.Errorf("hash: %w", err)
		}
		p.KeyBytes = len(key)
	}
	if err := p.Check(); err != nil {
		return p, nil, nil, err
	}
	return p, salt, key, nil
}

// A FormatError is a list of hashes that is not what fanout writes. It shows
// nothing of the line: a user may have given the passwords in its place.
type FormatError struct {
	Name string // of the list
	Line int64  // 1-based
	Text string
}

func (e *FormatError) Error() string { return fmt.Sprintf("%q: line %d %s", e.Name, e.Line, e.Text) }

// maxRecord is the longest JSON line taken: several times one with the longest
// salt and key.
const maxRecord = 16 << 10

// A recordReader reads the JSON lines of a list of hashes, whose line numbers
// must rise. Empty lines are passed over.
type recordReader struct {
	name   string
	r      *bufio.Reader
	number int64 // of the line read last, in this list
	last   int64 // Record.Line read last
}

func newRecordReader(name string, r io.Reader) *recordReader {
	return &recordReader{name: name, r: bufio.NewReaderSize(r, maxRecord)}
}

// next returns the next record, a FormatError, or io.EOF.
func (r *recordReader) next() (rec Record, err error) {
	var text []byte
	for len(text) == 0 {
		text, err = r.r.ReadSlice('\n')
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			return rec, &FormatError{r.name, r.number + 1, fmt.Sprintf("is longer than %d bytes", maxRecord)}
		case err == io.EOF && len(text) == 0:
			return rec, io.EOF
		case err != nil && err != io.EOF:
			return rec, fmt.Errorf("%q: %w", r.name, err)
		}
		r.number++
		text = bytes.TrimSpace(bytes.TrimPrefix(text, []byte(byteOrderMark)))
	}
	if json.Unmarshal(text, &rec) != nil || rec.Line < 1 {
		return rec, &FormatError{r.name, r.number, "is none of the JSON lines that fanout hash writes"}
	}
	if rec.Line <= r.last {
		return rec, &FormatError{r.name, r.number, fmt.Sprintf("is about line %d of the passwords, but comes after that of line %d", rec.Line, r.last)}
	}
	r.last = rec.Line
	return rec, nil
}
