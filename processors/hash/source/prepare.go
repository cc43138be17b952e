package source

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"golang.org/x/text/secure/precis"
	"golang.org/x/text/unicode/norm"
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
	errNormalize = errors.New("password is not valid UTF-8, and so cannot be normalised")
	errPRECIS    = errors.New("password has characters that PRECIS's OpaqueString (RFC 8265) does not allow")
)

// apply appends the normal form of a password to dst.
func (n Normalize) apply(dst, password []byte) ([]byte, error) {
	switch n {
	case NFC:
		return norm.NFC.Append(dst, password...), nil
	case NFKC:
		return norm.NFKC.Append(dst, password...), nil
	case PRECIS:
		text, err := precis.OpaqueString.Bytes(password)
		if err != nil {
			return dst, errPRECIS
		}
		dst = append(dst, text...)
		clear(text)
	}
	return dst, nil
}

// A Digest is what a list has in place of passwords: their digest in
// hexadecimal.
type Digest struct {
	Name  string // "sha1-hex"
	bytes int
}

// Digests are those that a list may have.
var Digests = []*Digest{
	{"md5-hex", 16}, {"sha1-hex", 20}, {"sha224-hex", 28}, {"sha256-hex", 32}, {"sha384-hex", 48}, {"sha512-hex", 64},
}

// check returns the digest in small letters, in the memory of text, or what is
// wrong with it.
func (d *Digest) check(text []byte) error {
	wrong := fmt.Errorf("is no %s: that has %d hexadecimal digits", d.Name, 2*d.bytes)
	if len(text) != 2*d.bytes {
		return wrong
	}
	for i, c := range text {
		switch {
		case '0' <= c && c <= '9', 'a' <= c && c <= 'f':
		case 'A' <= c && c <= 'F':
			text[i] = c + 'a' - 'A'
		default:
			return wrong
		}
	}
	return nil
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
	case r.normalize != AsIs && r.digest == nil:
		rec.Err = r.normal(rec, p)
	}
	if rec.Err == nil && r.digest != nil {
		rec.Err = r.digest.check(rec.Password)
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
