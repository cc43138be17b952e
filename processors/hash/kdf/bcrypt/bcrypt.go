// Package bcrypt computes the password hash bcrypt with the caller's salt
// (Niels Provos, David Mazières, "A Future-Adaptable Password Scheme", USENIX
// 1999) in the encoding of OpenBSD.
//
// A hash takes nearly all its time for the key schedule of Blowfish, a chain of
// look-ups in tables that keep changing, in which a processor mostly waits. So
// several passwords are hashed at a time, interleaved in one thread.
//
// Limits: passwords have at most 72 bytes and no NUL, costs are from 4 to 31.
package bcrypt

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

const (
	// MinCost and MaxCost are the limits of the cost, the binary logarithm of
	// the number of rounds.
	MinCost, MaxCost = 4, 31
	// SaltBytes is the length of the salt.
	SaltBytes = 16
	// MaxPassword is the length of the longest password in bytes. The algorithm
	// would ignore further bytes.
	MaxPassword = 72
	// DigestBytes is the length of the result. The algorithm computes 24 bytes,
	// but the encoding of OpenBSD omits the last one.
	DigestBytes = 23
)

// The errors of Check.
var (
	ErrTooLong = errors.New("password is longer than the 72 bytes that bcrypt takes")
	ErrNUL     = errors.New("password holds a NUL byte, where other bcrypt programs would cut it off")
)

// encoding is base64 with the alphabet of bcrypt, without padding.
var encoding = base64.NewEncoding("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789").WithPadding(base64.NoPadding)

// A Hash has the parts of a bcrypt string.
type Hash struct {
	Ident  string // "2a", "2b" or "2y", which are equivalent for the passwords accepted here
	Cost   int
	Salt   [SaltBytes]byte
	Digest [DigestBytes]byte
}

// textBytes is the length of a hash as text.
const textBytes = 60

// String returns the hash as $ident$cost$ and 53 characters of salt and digest.
func (h *Hash) String() string {
	text := append(append(make([]byte, 0, textBytes), '$'), h.Ident...)
	text = append(text, '$', byte('0'+h.Cost/10), byte('0'+h.Cost%10), '$')
	text = encoding.AppendEncode(text, h.Salt[:])
	return string(encoding.AppendEncode(text, h.Digest[:]))
}

// Parse splits a bcrypt string into its parts. It accepts only the form of
// String.
func Parse(s string) (*Hash, error) {
	parts := strings.Split(s, "$")
	if len(parts) != 4 || parts[0] != "" || len(parts[3]) != 53 {
		return nil, errors.New("not a bcrypt hash of 60 characters")
	}
	h := &Hash{Ident: parts[1]}
	switch h.Ident {
	case "2a", "2b", "2y":
	default:
		return nil, fmt.Errorf("bcrypt ident %q is none of 2a, 2b, 2y", h.Ident)
	}
	cost, err := strconv.Atoi(parts[2])
	if err != nil || cost < MinCost || cost > MaxCost {
		return nil, fmt.Errorf("bcrypt cost %q is not from %d to %d", parts[2], MinCost, MaxCost)
	}
	h.Cost = cost
	if _, err := encoding.Decode(h.Salt[:], []byte(parts[3][:22])); err != nil {
		return nil, fmt.Errorf("bcrypt salt: %w", err)
	}
	if _, err := encoding.Decode(h.Digest[:], []byte(parts[3][22:])); err != nil {
		return nil, fmt.Errorf("bcrypt digest: %w", err)
	}
	if h.String() != s {
		return nil, errors.New("bcrypt hash is not in its usual form")
	}
	return h, nil
}

// Check returns ErrTooLong or ErrNUL if the password cannot be hashed.
func Check(password []byte) error {
	if len(password) > MaxPassword {
		return ErrTooLong
	}
	for _, b := range password {
		if b == 0 {
			return ErrNUL
		}
	}
	return nil
}
