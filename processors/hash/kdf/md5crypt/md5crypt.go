// Package md5crypt computes the password hash $1$ of crypt(3) (Poul-Henning
// Kamp, FreeBSD 1994) and Apache's variant $apr1$ of it: 1000 rounds of MD5,
// whose number is fixed. They are for what is there already, and for servers
// that can read nothing better.
package md5crypt

import (
	"context"
	"crypto/md5"
	"errors"
	"fmt"
	"strings"

	"fanout/processors/hash/kdf/crypt3"
)

const (
	// MaxSalt is the number of characters of a salt.
	MaxSalt = 8
	// KeyBytes is the length of the result.
	KeyBytes = md5.Size

	rounds = 1000
)

// The idents of the two variants, which are hashed too.
const (
	MD5Crypt = "1"
	Apr1     = "apr1"
)

// order has the bytes in which a hash has the key.
var order = crypt3.Order{12, 6, 0, 13, 7, 1, 14, 8, 2, 15, 9, 3, 5, 10, 4, 11}

// A Hash has the parts of a string.
type Hash struct {
	Ident string // MD5Crypt or Apr1
	Salt  []byte
	Key   []byte
}

// String returns the hash as $ident$salt$key.
func (h *Hash) String() string {
	s := append([]byte("$"+h.Ident+"$"), h.Salt...)
	return string(order.Append(append(s, '$'), h.Key))
}

// Parse splits a string into its parts. It accepts only what String returns.
func Parse(s string) (*Hash, error) {
	parts := strings.Split(s, "$")
	if len(parts) != 4 || parts[0] != "" || parts[1] != MD5Crypt && parts[1] != Apr1 {
		return nil, errors.New("not an md5crypt hash, which is $1$ or $apr1$ with salt, $ and key")
	}
	h := &Hash{Ident: parts[1], Salt: []byte(parts[2])}
	if err := crypt3.CheckSalt(parts[2], MaxSalt); err != nil {
		return nil, fmt.Errorf("md5crypt %w", err)
	}
	var err error
	if h.Key, err = order.Decode(parts[3]); err != nil {
		return nil, fmt.Errorf("md5crypt %w", err)
	}
	return h, nil
}

// pollInterval is the number of rounds after which ctx is polled: less than a
// millisecond with the longest passwords.
const pollInterval = 256

// A hasher hashes with one ident. It keeps its memory.
type hasher struct {
	prefix  string // "$1$"
	message []byte
}

// hash sets key to the digest of a password.
func (h *hasher) hash(ctx context.Context, key, password, salt []byte) error {
	var final [md5.Size]byte
	m := h.grow(md5.BlockSize + len(h.prefix) + len(salt) + 2*len(password))
	defer func() {
		clear(m[:cap(m)])
		clear(final[:])
	}()

	m = append(append(append(m, password...), salt...), password...)
	final = md5.Sum(m)

	m = append(append(append(m[:0], password...), h.prefix...), salt...)
	for n := len(password); n > 0; n -= md5.Size {
		m = append(m, final[:min(n, md5.Size)]...)
	}
	for n := len(password); n > 0; n >>= 1 {
		if n%2 != 0 {
			m = append(m, 0)
		} else {
			m = append(m, password[0])
		}
	}
	final = md5.Sum(m)

	for i := range rounds {
		if i%pollInterval == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		m = m[:0]
		if i%2 != 0 {
			m = append(m, password...)
		} else {
			m = append(m, final[:]...)
		}
		if i%3 != 0 {
			m = append(m, salt...)
		}
		if i%7 != 0 {
			m = append(m, password...)
		}
		if i%2 != 0 {
			m = append(m, final[:]...)
		} else {
			m = append(m, password...)
		}
		final = md5.Sum(m)
	}
	copy(key, final[:])
	return nil
}

// grow returns memory for messages of n bytes, so that no append leaves a
// password in memory that is not cleared.
func (h *hasher) grow(n int) []byte {
	if cap(h.message) < n {
		h.message = make([]byte, 0, n)
	}
	return h.message[:0]
}
