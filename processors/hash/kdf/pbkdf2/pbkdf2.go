// Package pbkdf2 is PBKDF2 with HMAC-SHA-256 and HMAC-SHA-512 (RFC 8018 section
// 5.2) of many passwords at once, one in each lane of vector registers: of SHA-512
// 16 with AVX-512 (in two registers, of which one works while the other waits) and
// 4 with AVX2, of SHA-256 32 and 8. Without them it is crypto/pbkdf2.
//
// It is for lists of passwords. One password alone gains little or nothing.
package pbkdf2

import (
	"context"
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/sha512"
	"hash"
)

// A Hash is the hash function inside of the HMAC.
type Hash uint8

// The hash functions.
const (
	SHA256 Hash = iota
	SHA512
)

// Size returns the length of a digest in bytes.
func (h Hash) Size() int {
	if h == SHA256 {
		return sha256.Size
	}
	return sha512.Size
}

// A Hasher computes keys of one length with one number of iterations. One
// goroutine at a time may use it.
type Hasher struct {
	hash                 Hash
	iterations, keyBytes int
	// The lanes of the hash function; both nil if no kernel runs here.
	lanes256 *lanes[uint32]
	lanes512 *lanes[uint64]
}

// New returns a Hasher for keys of keyBytes bytes with that many iterations,
// both at least 1.
func New(h Hash, iterations, keyBytes int) *Hasher {
	if h > SHA512 || iterations < 1 || keyBytes < 1 {
		panic("pbkdf2: internal error: parameters out of range")
	}
	hasher := &Hasher{hash: h, iterations: iterations, keyBytes: keyBytes}
	if h == SHA256 {
		hasher.lanes256 = newLanes(sha256.New(), kernels256())
	} else {
		hasher.lanes512 = newLanes(sha512.New(), kernels512())
	}
	return hasher
}

// Lanes returns the smallest number of passwords that fills all lanes. A key
// that is longer than a digest takes a lane for each digest. With AVX-512, half as
// many take about two thirds of the time.
func (h *Hasher) Lanes() int {
	width := 1
	switch {
	case h.lanes256 != nil:
		width = h.lanes256.kernels[0].width
	case h.lanes512 != nil:
		width = h.lanes512.kernels[0].width
	}
	perKey := h.blocksPerKey()
	for perKey%2 == 0 && width > 1 { // the width is a power of two
		perKey, width = perKey/2, width/2
	}
	return width
}

// blocksPerKey returns how many digests a key consists of, the last maybe in part.
func (h *Hasher) blocksPerKey() int { return (h.keyBytes-1)/h.hash.Size() + 1 }

// Hash sets keys[i], which has keyBytes bytes, to the key of passwords[i] with
// salts[i], for all i; the slices are of one length. When ctx is done, it returns
// the cause within milliseconds, or after one password where crypto/pbkdf2 runs;
// the keys are then not valid. What the Hasher keeps of passwords is overwritten
// before it returns; copies that the standard library makes are not.
func (h *Hasher) Hash(ctx context.Context, keys, passwords, salts [][]byte) error {
	switch {
	case h.lanes256 != nil:
		return h.lanes256.hash(ctx, h, keys, passwords, salts)
	case h.lanes512 != nil:
		return h.lanes512.hash(ctx, h, keys, passwords, salts)
	}
	return h.hashSingly(ctx, keys, passwords, salts)
}

// hashSingly is Hash by the standard library, one password after the other.
func (h *Hasher) hashSingly(ctx context.Context, keys, passwords, salts [][]byte) error {
	function := func() hash.Hash { return sha512.New() }
	if h.hash == SHA256 {
		function = sha256.New
	}
	for i, password := range passwords {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		key, err := pbkdf2.Key(function, string(password), salts[i], h.iterations, h.keyBytes)
		if err != nil {
			return err
		}
		copy(keys[i], key)
		clear(key)
	}
	return nil
}
