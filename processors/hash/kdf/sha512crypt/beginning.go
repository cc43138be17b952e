package sha512crypt

import (
	"context"
	"crypto/sha512"
	"hash"
)

// A beginning is what comes before the rounds, steps 1 to 20: from a password and
// its salt it computes the first digest and two sequences of the same lengths.
type beginning struct {
	hash    hash.Hash
	a, p, s []byte // the digest A and the sequences P and S
	b       []byte // the digests B, DP and DS
}

// begin sets a, p and s, whose memory is used again.
func (b *beginning) begin(ctx context.Context, password, salt []byte) error {
	if b.hash == nil {
		b.hash = sha512.New()
	}
	salt = salt[:min(len(salt), MaxSalt)]

	b.hash.Reset() // steps 4 to 8
	b.hash.Write(password)
	b.hash.Write(salt)
	b.hash.Write(password)
	b.b = b.hash.Sum(b.b[:0])

	b.hash.Reset() // steps 1 to 3, and 9 to 12
	b.hash.Write(password)
	b.hash.Write(salt)
	b.p = repeat(b.p, b.b, len(password))
	b.hash.Write(b.p)
	for n := len(password); n > 0; n >>= 1 {
		if n%2 != 0 {
			b.hash.Write(b.b)
		} else {
			b.hash.Write(password)
		}
	}
	b.a = b.hash.Sum(b.a[:0])

	b.hash.Reset() // steps 13 to 16
	for i := range password {
		if i%512 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		b.hash.Write(password)
	}
	b.b = b.hash.Sum(b.b[:0])
	b.p = repeat(b.p, b.b, len(password))

	b.hash.Reset() // steps 17 to 20
	for range 16 + int(b.a[0]) {
		b.hash.Write(salt)
	}
	b.b = b.hash.Sum(b.b[:0])
	b.s = repeat(b.s, b.b, len(salt))
	return nil
}

// repeat returns n bytes that repeat the digest, in the memory of dst if it is
// large enough. Memory that it leaves is overwritten.
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

// clear overwrites what is left of a password.
func (b *beginning) clear() {
	for _, memory := range [][]byte{b.a, b.p, b.s, b.b} {
		clear(memory[:cap(memory)])
	}
	if b.hash != nil {
		// It keeps its state, and bytes of blocks that were not written at once.
		b.hash.Reset()
		b.hash.Write(zeros[:1])
		b.hash.Write(zeros[1:])
		b.hash.Reset()
	}
}

var zeros [sha512.BlockSize]byte
