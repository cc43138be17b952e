package scheme

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
)

// A Prehash is what happens to a password before its algorithm: a digest that
// an older system has stored in its place, or a pepper. Params with another one
// make other hashes, so that each has one instance, compared by its address.
type Prehash struct {
	Member string // of the record that names it: "input_digest", "pepper"
	Name   string // its value there: "sha1-hex", "hmac-sha384"
	Bytes  int    // length of the result, which is ASCII without NUL

	// Append appends the result for a password to dst.
	Append func(dst, password []byte) []byte
	// Check returns an error for a password that has no result. nil: all have.
	Check func(password []byte) error
}

// errNoDigest is about a line of a list, and shows nothing of it.
var errNoDigest = errors.New("not a digest in hexadecimal digits")

// Digest appends a digest that a list holds in place of the password to dst, in
// the lower-case form that Append gives. An error means that text is no result
// of p in hexadecimal.
func (p *Prehash) Digest(dst, text []byte) ([]byte, error) {
	if len(text) != p.Bytes {
		return dst, fmt.Errorf("not a digest in %d hexadecimal digits", p.Bytes)
	}
	start := len(dst)
	for _, c := range text {
		if 'A' <= c && c <= 'F' {
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	if _, err := hex.Decode(make([]byte, p.Bytes/2), dst[start:]); err != nil {
		clear(dst[start:])
		return dst[:start], errNoDigest
	}
	return dst, nil
}

// check returns a ParamError if the algorithm cannot hash what p gives it.
func (p *Prehash) check(s *Scheme) error {
	if s.CheckPassword == nil {
		return nil
	}
	result := make([]byte, p.Bytes)
	for i := range result {
		result[i] = 'a'
	}
	if err := s.CheckPassword(result); err != nil {
		return &ParamError{p.Member, p.Bytes, fmt.Sprintf("the characters of %s are too many for %s: %v", p.Name, s.Name, err)}
	}
	return nil
}

// Transform returns a Hasher that gives h other passwords: for each, what
// appended adds to dst. It may depend on the salt.
func Transform(h Hasher, appended func(dst, password, salt []byte) []byte) Hasher {
	return &transformer{Hasher: h, appended: appended}
}

// A transformer is the Hasher of Transform.
type transformer struct {
	Hasher
	appended  func(dst, password, salt []byte) []byte
	text      []byte // of the passwords, one after the other
	ends      []int  // of each in text
	passwords [][]byte
}

// Memory counts the results for usual passwords in batches of a thousand.
func (t *transformer) Memory() int64 { return t.Hasher.Memory() + lightMemory }

func (t *transformer) Close() {
	t.text, t.ends, t.passwords = nil, nil, nil
	t.Hasher.Close()
}

// Hash gives h all passwords at once, so that its lanes stay full.
func (t *transformer) Hash(ctx context.Context, keys, passwords, salts [][]byte) error {
	defer func() { clear(t.text) }()
	t.text, t.ends, t.passwords = t.text[:0], t.ends[:0], t.passwords[:0]
	for i, password := range passwords {
		longer := t.appended(t.text, password, salts[i])
		if cap(longer) != cap(t.text) {
			clear(t.text[:cap(t.text)]) // what has moved
		}
		t.text = longer
		t.ends = append(t.ends, len(longer))
	}
	start := 0
	for _, end := range t.ends {
		t.passwords = append(t.passwords, t.text[start:end:end])
		start = end
	}
	return t.Hasher.Hash(ctx, keys, t.passwords, salts)
}
