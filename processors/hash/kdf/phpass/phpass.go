// Package phpass computes the portable hash of PHP applications (Solar
// Designer, phpass), many rounds of MD5, and Drupal 7's of SHA-512 that follows
// it.
package phpass

import (
	"context"
	"crypto/md5"
	"crypto/sha512"
	"errors"
	"fmt"

	"fanout/processors/hash/kdf/crypt3"
)

const (
	// MinCost and MaxCost are the limits of the cost, the binary logarithm of
	// the number of rounds.
	MinCost, MaxCost = 7, 30
	// SaltBytes is the length of the salt, which is hashed as it stands.
	SaltBytes = 8

	// maxPortable is WordPress's limit of the length of passwords.
	maxPortable = 4096
	// maxDrupal is Drupal's.
	maxDrupal = 512
	// The digits of a key from Drupal's are cut off after 258 bits.
	drupalDigits   = 43
	drupalKeyBytes = 33
	drupalLastBits = 3 // mask of the last byte
)

// The idents of the portable hash, which mean the same, and Drupal's.
const (
	Portable = "P"
	PHPBB    = "H"
	Drupal   = "S"
)

// A Hash has the parts of a string.
type Hash struct {
	Ident string // Portable, PHPBB or Drupal
	Cost  int
	Salt  []byte
	Key   []byte
}

// String returns the hash as $ident$, one digit for the cost, salt and key.
func (h *Hash) String() string {
	s := append([]byte("$"+h.Ident+"$"), crypt3.Append(nil, []byte{byte(h.Cost)})[0])
	s = append(s, h.Salt...)
	if h.Ident == Drupal {
		return string(crypt3.Append(s, h.Key)[:len(s)+drupalDigits])
	}
	return string(crypt3.Append(s, h.Key))
}

// prefixBytes is the length of what stands before the key.
const prefixBytes = len("$P$") + 1 + SaltBytes

// Parse splits a string into its parts. It accepts only what String returns.
func Parse(s string) (*Hash, error) {
	if len(s) < prefixBytes || s[0] != '$' || s[2] != '$' || s[1] != Portable[0] && s[1] != PHPBB[0] && s[1] != Drupal[0] {
		return nil, errors.New("not a phpass hash, which begins with $P$, $H$ or $S$, its cost and its salt")
	}
	h := &Hash{Ident: s[1:2]}
	cost, ok := crypt3.Digit(s[3])
	if !ok || cost < MinCost || cost > MaxCost {
		return nil, fmt.Errorf("phpass cost is not from %d to %d", MinCost, MaxCost)
	}
	salt, text := s[4:prefixBytes], s[prefixBytes:]
	for i := range SaltBytes {
		if _, ok := crypt3.Digit(salt[i]); !ok {
			return nil, errors.New("phpass salt is not in crypt(3)'s base 64")
		}
	}
	h.Cost, h.Salt = cost, []byte(salt)
	var err error
	if h.Ident == Drupal {
		h.Key, err = parseDrupal(text)
	} else {
		h.Key, err = crypt3.Decode(text, md5.Size)
	}
	if err != nil {
		return nil, fmt.Errorf("phpass key %w", err)
	}
	return h, nil
}

// parseDrupal completes the digits, with bits that must be 0.
func parseDrupal(s string) ([]byte, error) {
	if len(s) != drupalDigits {
		return nil, fmt.Errorf("has %d characters, want %d", len(s), drupalDigits)
	}
	return crypt3.Decode(s+".", drupalKeyBytes)
}

// pollInterval is the number of rounds after which ctx is polled: milliseconds
// with the longest passwords.
const pollInterval = 512

// A hasher hashes with one cost. It keeps its memory.
type hasher struct {
	cost    int
	message []byte
}

// portable sets key to the digest of a password.
func (h *hasher) portable(ctx context.Context, key, password, salt []byte) error {
	return h.run(ctx, key[:md5.Size], password, salt, func(digest, message []byte) {
		sum := md5.Sum(message)
		copy(digest, sum[:])
	})
}

// drupal sets key to the digest of a password.
func (h *hasher) drupal(ctx context.Context, key, password, salt []byte) error {
	var digest [sha512.Size]byte
	defer clear(digest[:])
	err := h.run(ctx, digest[:], password, salt, func(digest, message []byte) {
		sum := sha512.Sum512(message)
		copy(digest, sum[:])
	})
	copy(key, digest[:drupalKeyBytes])
	key[drupalKeyBytes-1] &= drupalLastBits
	return err
}

// run sets digest to that of a password. hash sets a digest to that of a
// message.
func (h *hasher) run(ctx context.Context, digest, password, salt []byte, hash func(digest, message []byte)) error {
	m := h.begin(len(digest), password, salt)
	defer func() { clear(m[:cap(m)]) }()
	hash(digest, m)
	m = append(append(m[:0], digest...), password...)
	for i := range 1 << h.cost {
		if i%pollInterval == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		hash(digest, m)
		copy(m, digest)
	}
	return nil
}

// begin returns the first message, with room for those of the rounds.
func (h *hasher) begin(digest int, password, salt []byte) []byte {
	if n := digest + len(password); cap(h.message) < n {
		h.message = make([]byte, 0, n)
	}
	return append(append(h.message[:0], salt...), password...)
}
