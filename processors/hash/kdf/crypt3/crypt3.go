// Package crypt3 has what the hashes of crypt(3) share: their base 64, which is
// not that of RFC 4648, and what passwords and salts they take.
package crypt3

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// alphabet has the digits of the base 64, the one for 0 first.
const alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// MaxPassword is the length of the longest password in bytes. The libraries
// refuse longer ones.
const MaxPassword = 511

// The errors of CheckPassword.
var (
	ErrNUL     = errors.New("password holds a NUL byte, where crypt(3) would cut it off")
	ErrTooLong = fmt.Errorf("password is longer than the %d bytes that crypt(3) takes", MaxPassword)
)

// CheckPassword returns ErrNUL or ErrTooLong if no other program could verify
// the password.
func CheckPassword(password []byte) error {
	if bytes.IndexByte(password, 0) >= 0 {
		return ErrNUL
	}
	if len(password) > MaxPassword {
		return ErrTooLong
	}
	return nil
}

// CheckSalt returns an error if the salt is longer than most bytes or cannot
// stand in a hash.
func CheckSalt(salt string, most int) error {
	if len(salt) > most {
		return fmt.Errorf("salt is longer than %d bytes", most)
	}
	if strings.ContainsFunc(salt, func(r rune) bool { return r <= ' ' || r > '~' || r == ':' || r == '$' }) {
		return errors.New("salt has a character that no password file can hold")
	}
	return nil
}

// Digits returns how many digits n bytes take.
func Digits(n int) int { return (n*8 + 5) / 6 }

// Append appends the digits of src. The first byte has the lowest bits, and the
// lowest digits come first.
func Append(dst, src []byte) []byte {
	var v, bits uint
	for _, b := range src {
		v |= uint(b) << bits
		for bits += 8; bits >= 6; bits -= 6 {
			dst = append(dst, alphabet[v&63])
			v >>= 6
		}
	}
	if bits > 0 {
		dst = append(dst, alphabet[v])
	}
	return dst
}

// Text returns random bytes as a salt that is text, which has Digits of them.
func Text(random []byte) []byte { return Append(nil, random) }

// Digit returns the value of a digit, or false if c is none.
func Digit(c byte) (value int, ok bool) {
	value = strings.IndexByte(alphabet, c)
	return value, value >= 0
}

// Decode returns the n bytes of which s has the digits.
func Decode(s string, n int) ([]byte, error) {
	if len(s) != Digits(n) {
		return nil, fmt.Errorf("has %d characters, want %d", len(s), Digits(n))
	}
	dst := make([]byte, 0, n)
	var v, bits uint
	for i := range len(s) {
		digit, ok := Digit(s[i])
		if !ok {
			return nil, errors.New("is not in crypt(3)'s base 64")
		}
		v |= uint(digit) << bits
		if bits += 6; bits >= 8 {
			dst = append(dst, byte(v))
			v >>= 8
			bits -= 8
		}
	}
	if v != 0 {
		return nil, errors.New("is damaged: its last character has bits without a meaning")
	}
	return dst, nil
}

// An Order has the numbers of a key's bytes in the order in which their digits
// stand in a hash.
type Order []byte

// Append appends the digits of a key.
func (o Order) Append(dst, key []byte) []byte {
	ordered := make([]byte, len(o))
	for i, at := range o {
		ordered[i] = key[at]
	}
	return Append(dst, ordered)
}

// Decode returns the key of which s has the digits.
func (o Order) Decode(s string) ([]byte, error) {
	ordered, err := Decode(s, len(o))
	if err != nil {
		return nil, fmt.Errorf("key %w", err)
	}
	key := make([]byte, len(o))
	for i, at := range o {
		key[at] = ordered[i]
	}
	return key, nil
}
