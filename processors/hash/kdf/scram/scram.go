// Package scram computes what PostgreSQL stores of a password, the keys of
// SCRAM-SHA-256 (RFC 5802 section 3, RFC 7677): nearly all the time goes into
// PBKDF2 with HMAC-SHA-256, which package pbkdf2 computes.
//
// Limits: passwords are neither empty nor have a NUL, as those of PostgreSQL.
package scram

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"

	"fanout/processors/hash/kdf/pbkdf2"
)

const (
	// KeyBytes is the length of a result: StoredKey, then ServerKey.
	KeyBytes = 2 * sha256.Size
	// DefaultIterations are those of PostgreSQL.
	DefaultIterations = 4096
)

// The errors of Check.
var (
	ErrEmpty = errors.New("password is empty, with which PostgreSQL lets nobody log in")
	ErrNUL   = errors.New("password holds a NUL byte, which PostgreSQL takes in none")
)

// Check returns ErrEmpty or ErrNUL if PostgreSQL cannot have the password.
func Check(password []byte) error {
	switch {
	case len(password) == 0:
		return ErrEmpty
	case bytes.IndexByte(password, 0) >= 0:
		return ErrNUL
	}
	return nil
}

// A Hasher computes keys with one number of iterations. One goroutine at a time
// may use it. Passwords are those that prepare makes.
type Hasher struct{ salted *pbkdf2.Hasher }

// New returns a Hasher; iterations is at least 1.
func New(iterations int) *Hasher {
	return &Hasher{pbkdf2.New(pbkdf2.SHA256, iterations, sha256.Size)}
}

// Lanes returns the number of passwords that the Hasher hashes at a time.
func (h *Hasher) Lanes() int { return h.salted.Lanes() }

// Hash sets keys[i], which has KeyBytes bytes, to the keys of passwords[i] with
// salts[i], for all i. Errors are those of the Hasher of pbkdf2.
func (h *Hasher) Hash(ctx context.Context, keys, passwords, salts [][]byte) error {
	salted := make([][]byte, len(keys))
	for i := range keys {
		salted[i] = keys[i][:sha256.Size]
	}
	if err := h.salted.Hash(ctx, salted, passwords, salts); err != nil {
		return err
	}
	for _, key := range keys {
		client, server := mac(key[:sha256.Size], "Client Key"), mac(key[:sha256.Size], "Server Key")
		stored := sha256.Sum256(client)
		clear(client)
		copy(key, stored[:])
		copy(key[sha256.Size:], server)
	}
	return nil
}

// mac returns HMAC-SHA-256 of text.
func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}
