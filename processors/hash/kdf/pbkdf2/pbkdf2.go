// Package pbkdf2 computes PBKDF2 with HMAC-SHA-256 and HMAC-SHA-512 (RFC 8018
// section 5.2) of many passwords at once, one in each lane of vector registers.
// For SHA-512 there are 16 lanes with AVX-512 and 4 with AVX2, for SHA-256 32
// and 8. The lanes of AVX-512 are in two registers, one of which is busy while
// the other waits for a result. Without AVX2, crypto/pbkdf2 computes the keys.
//
// The package is for lists of passwords. A single password gains little or
// nothing.
package pbkdf2

import (
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"hash"
)

// A Hash is the hash function of the HMAC.
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
	// The lanes of the hash function. Both are nil if there is no
	// implementation.
	lanes256 *lanes[uint32]
	lanes512 *lanes[uint64]
}

// New returns a Hasher for keys of keyBytes bytes. Both numbers are at least 1.
func New(h Hash, iterations, keyBytes int) *Hasher {
	if h > SHA512 || iterations < 1 || keyBytes < 1 {
		panic("pbkdf2: internal error: parameters out of range")
	}
	hasher := &Hasher{hash: h, iterations: iterations, keyBytes: keyBytes}
	if h == SHA256 {
		hasher.lanes256 = newLanes(sha256.New(), implementations256())
	} else {
		hasher.lanes512 = newLanes(sha512.New(), implementations512())
	}
	return hasher
}

// Lanes returns the smallest number of passwords that fills all lanes. A key
// longer than a digest takes a lane for each digest. With AVX-512, half that
// number of passwords takes about two thirds of the time.
func (h *Hasher) Lanes() int {
	width := 1
	switch {
	case h.lanes256 != nil:
		width = h.lanes256.implementations[0].width
	case h.lanes512 != nil:
		width = h.lanes512.implementations[0].width
	}
	perKey := h.blocksPerKey()
	for perKey%2 == 0 && width > 1 { // the width is a power of two
		perKey, width = perKey/2, width/2
	}
	return width
}

// blocksPerKey returns the number of digests in a key, of which the last may be
// cut.
func (h *Hasher) blocksPerKey() int { return (h.keyBytes-1)/h.hash.Size() + 1 }

// Hash sets keys[i], which has keyBytes bytes, to the key of passwords[i] with
// salts[i], for all i. The slices have the same length. When ctx is done, Hash
// returns its cause within milliseconds. The keys are then not valid.
//
// The Hasher overwrites its data about the passwords before Hash returns.
func (h *Hasher) Hash(ctx context.Context, keys, passwords, salts [][]byte) error {
	switch {
	case h.lanes256 != nil:
		return h.lanes256.hash(ctx, h, keys, passwords, salts)
	case h.lanes512 != nil:
		return h.lanes512.hash(ctx, h, keys, passwords, salts)
	}
	return h.hashSerially(ctx, keys, passwords, salts)
}

// hashSerially is Hash by the standard library's hash functions.
func (h *Hasher) hashSerially(ctx context.Context, keys, passwords, salts [][]byte) error {
	function := func() hash.Hash { return sha512.New() }
	if h.hash == SHA256 {
		function = sha256.New
	}
	return newSerial(function, h.iterations, h.keyBytes).Hash(ctx, keys, passwords, salts)
}
