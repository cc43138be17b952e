package source

import (
	"errors"
	"unicode/utf8"

	"golang.org/x/text/secure/precis"
	"golang.org/x/text/unicode/norm"

	"fanout/internal/secret"
)

// Normalize says which of the spellings of a password is hashed.
type Normalize int

// The values of Options.Normalize.
const (
	AsIs   Normalize = iota // the bytes of the list
	NFC                     // Unicode's composed form
	NFKC                    // the same, without forms of compatibility
	PRECIS                  // OpaqueString of RFC 8265
)

// NormalizeNames are the names of the values, in their order.
var NormalizeNames = []string{"none", "nfc", "nfkc", "precis"}

var (
	errNormalize = errors.New("password is not valid UTF-8, and so cannot be normalized")
	errPRECIS    = errors.New("password has characters that PRECIS's OpaqueString (RFC 8265) does not allow")
)

// apply appends the normal form of a password to dst, which is locked memory.
func (n Normalize) apply(dst, password []byte) ([]byte, error) {
	switch n {
	case NFC:
		return appendNormal(dst, password, norm.NFC), nil
	case NFKC:
		return appendNormal(dst, password, norm.NFKC), nil
	case PRECIS:
		text, err := precis.OpaqueString.Bytes(password)
		if err != nil {
			return dst, errPRECIS
		}
		dst = secret.Append(dst, text)
		clear(text)
	}
	return dst, nil
}

// appendNormal appends a form of text as its Append does, which would grow dst
// in memory that is not locked.
func appendNormal(dst, text []byte, form norm.Form) []byte {
	for {
		dst = secret.Grow(dst, len(text)+utf8.UTFMax)
		n, read, err := form.Transform(dst[len(dst):cap(dst)], text, true)
		dst, text = dst[:len(dst)+n], text[read:]
		if err == nil {
			return dst
		}
		dst = secret.Grow(dst, cap(dst)) // it was too short: there is no other error
	}
}

// prepare makes of the password of a record what is hashed.
func (r *Reader) prepare(rec *Record) {
	p := rec.Password
	switch {
	case rec.Err != nil:
	case len(p) == 0:
		rec.Err = errEmpty
	case len(p) > MaxLine:
		rec.Err = ErrLongLine
	case r.digest != nil:
		clear(r.normalized)
		r.normalized = secret.Grow(r.normalized[:0], len(p))
		if rec.Password, rec.Err = r.digest(r.normalized, p); rec.Err == nil {
			r.normalized = rec.Password
		}
	case r.normalize != AsIs:
		rec.Err = r.normal(rec, p)
	}
	if rec.Err != nil {
		rec.Password = nil
	}
}

// normal puts the normal form in the place of a password.
func (r *Reader) normal(rec *Record, password []byte) (err error) {
	if isASCII(password) && r.normalize != PRECIS {
		return nil
	}
	if !utf8.Valid(password) {
		return errNormalize
	}
	clear(r.normalized)
	if r.normalized, err = r.normalize.apply(r.normalized[:0], password); err != nil {
		return err
	}
	if len(r.normalized) == 0 {
		return errEmpty
	}
	rec.Password = r.normalized
	return nil
}
