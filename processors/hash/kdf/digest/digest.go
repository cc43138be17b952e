// Package digest computes plain and salted digests, of one round, as LDAP
// servers and old web applications have them: the salt is hashed after the
// password. They are no password hashes.
package digest

import (
	"context"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// A Kind is one digest, salted or not.
type Kind struct {
	Name   string // as the scheme's: "ssha512"
	Tag    string // in LDAP: "{SSHA512}"
	Bytes  int    // of the digest
	Salted bool
	old    string // name of a digest that FIPS 140 does not have; "": it has it
	sum    func(key, message []byte)
}

// Kinds has all kinds.
var Kinds = []*Kind{
	{"ssha512", "{SSHA512}", sha512.Size, true, "", sum512},
	{"ssha384", "{SSHA384}", sha512.Size384, true, "", sum384},
	{"ssha256", "{SSHA256}", sha256.Size, true, "", sum256},
	{"ssha", "{SSHA}", sha1.Size, true, "SHA-1", sum1},
	{"smd5", "{SMD5}", md5.Size, true, "MD5", sum5},
	{"sha512", "{SHA512}", sha512.Size, false, "", sum512},
	{"sha384", "{SHA384}", sha512.Size384, false, "", sum384},
	{"sha256", "{SHA256}", sha256.Size, false, "", sum256},
	{"sha1", "{SHA}", sha1.Size, false, "SHA-1", sum1},
	{"md5", "{MD5}", md5.Size, false, "MD5", sum5},
}

func sum512(key, m []byte) { d := sha512.Sum512(m); copy(key, d[:]) }
func sum384(key, m []byte) { d := sha512.Sum384(m); copy(key, d[:]) }
func sum256(key, m []byte) { d := sha256.Sum256(m); copy(key, d[:]) }
func sum1(key, m []byte)   { d := sha1.Sum(m); copy(key, d[:]) }
func sum5(key, m []byte)   { d := md5.Sum(m); copy(key, d[:]) }

// MaxSalt bounds the length of salts that Parse takes.
const MaxSalt = 1024

// A Hash has the parts of a value of userPassword.
type Hash struct {
	Kind *Kind
	Salt []byte // empty if the kind has none
	Key  []byte
}

// lookup returns the kind with a tag, without its braces and in upper case.
func lookup(tag string) *Kind {
	if tag == "SHA1" {
		tag = "SHA"
	}
	for _, k := range Kinds {
		if k.Tag[1:len(k.Tag)-1] == tag {
			return k
		}
	}
	return nil
}

// Parse splits a value of userPassword into its parts. Case does not matter in
// the tag (RFC 3112), which may end with .b64 or .hex, as Dovecot has it.
func Parse(s string) (*Hash, error) {
	tag, text, ok := strings.Cut(s, "}")
	if !ok || !strings.HasPrefix(tag, "{") {
		return nil, errors.New("not a digest of LDAP, which begins with its name in braces")
	}
	tag, form, _ := strings.Cut(strings.ToUpper(tag[1:]), ".")
	k := lookup(tag)
	if k == nil {
		return nil, errors.New("not a digest of LDAP that is known: MD5, SMD5, SHA, SSHA and those with 256, 384, 512")
	}
	b, err := k.decode(form, text)
	if err != nil {
		return nil, err
	}
	switch salt := len(b) - k.Bytes; {
	case salt < 0 || !k.Salted && salt > 0:
		return nil, fmt.Errorf("%s hash has %d bytes, not %d", k.Name, len(b), k.Bytes)
	case k.Salted && salt == 0:
		return nil, fmt.Errorf("%s hash has no salt", k.Name)
	case salt > MaxSalt:
		return nil, fmt.Errorf("%s salt has more than %d bytes", k.Name, MaxSalt)
	}
	return &Hash{k, b[k.Bytes:], b[:k.Bytes]}, nil
}

// decode returns key and salt.
func (k *Kind) decode(form, text string) ([]byte, error) {
	if len(text) > 2*(k.Bytes+MaxSalt) {
		return nil, fmt.Errorf("%s hash is longer than any with a salt of %d bytes", k.Name, MaxSalt)
	}
	switch form {
	case "HEX":
		b, err := hex.DecodeString(text)
		if err != nil {
			return nil, fmt.Errorf("%s hash is not hexadecimal", k.Name)
		}
		return b, nil
	case "", "B64", "BASE64":
		b, err := base64.StdEncoding.Strict().DecodeString(text)
		if err != nil || strings.ContainsAny(text, "\r\n") {
			return nil, fmt.Errorf("%s hash is not in base64 with its padding", k.Name)
		}
		return b, nil
	}
	return nil, fmt.Errorf("%s hash is in a form that is neither b64 nor hex", k.Name)
}

// A hasher hashes with one kind. It keeps its memory.
type hasher struct {
	kind    *Kind
	message []byte
}

// hash sets key to the digest of a password.
func (h *hasher) hash(_ context.Context, key, password, salt []byte) error {
	if n := len(password) + len(salt); cap(h.message) < n {
		h.message = make([]byte, 0, n)
	}
	m := append(append(h.message[:0], password...), salt...)
	h.kind.sum(key, m)
	clear(m)
	return nil
}
