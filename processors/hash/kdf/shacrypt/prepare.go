package shacrypt

import (
	"context"
	"hash"

	"fanout/processors/hash/kdf/mac"
)

// A Preparation computes steps 1 to 20, before the rounds: from a password and
// its salt the first digest, and two sequences of the same lengths.
type Preparation struct {
	A, P, S []byte // the digest A and the sequences P and S
	hash    hash.Hash
	b       []byte // the digests B, DP and DS
}

// Prepare returns a Preparation.
func (v *Variant) Prepare() Preparation { return Preparation{hash: v.New()} }

// Begin sets A, P and S, whose memory it reuses.
func (b *Preparation) Begin(ctx context.Context, password, salt []byte) error {
	salt = salt[:min(len(salt), MaxSalt)]

	b.hash.Reset() // steps 4 to 8
	b.hash.Write(password)
	b.hash.Write(salt)
	b.hash.Write(password)
	b.b = b.hash.Sum(b.b[:0])

	b.hash.Reset() // steps 1 to 3, and 9 to 12
	b.hash.Write(password)
	b.hash.Write(salt)
	b.P = repeat(b.P, b.b, len(password))
	b.hash.Write(b.P)
	for n := len(password); n > 0; n >>= 1 {
		if n%2 != 0 {
			b.hash.Write(b.b)
		} else {
			b.hash.Write(password)
		}
	}
	b.A = b.hash.Sum(b.A[:0])

	b.hash.Reset() // steps 13 to 16
	for i := range password {
		if i%512 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		b.hash.Write(password)
	}
	b.b = b.hash.Sum(b.b[:0])
	b.P = repeat(b.P, b.b, len(password))

	b.hash.Reset() // steps 17 to 20
	for range 16 + int(b.A[0]) {
		b.hash.Write(salt)
	}
	b.b = b.hash.Sum(b.b[:0])
	b.S = repeat(b.S, b.b, len(salt))
	return nil
}

// repeat returns n bytes that repeat the digest, in the memory of dst if it is
// large enough. Otherwise it overwrites that memory.
func repeat(dst, digest []byte, n int) []byte {
	if cap(dst) < n {
		clear(dst[:cap(dst)])
		dst = make([]byte, 0, n)
	}
	dst = dst[:0]
	for len(dst) < n {
		dst = append(dst, digest[:min(len(digest), n-len(dst))]...)
	}
	return dst
}

// Clear overwrites all data that depends on a password.
func (b *Preparation) Clear() {
	for _, memory := range [][]byte{b.A, b.P, b.S, b.b} {
		clear(memory[:cap(memory)])
	}
	mac.Clear(b.hash)
}
