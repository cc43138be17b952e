package sha512crypt

import (
	"context"
	"crypto/sha512"
	"hash"
)

// A preparation computes steps 1 to 20, before the rounds: from a password and
// its salt the first digest, and two sequences of the same lengths.
type preparation struct {
	hash    hash.Hash
	a, p, s []byte // the digest A and the sequences P and S
	b       []byte // the digests B, DP and DS
}

// begin sets a, p and s, whose memory it reuses.
func (b *preparation) begin(ctx context.Context, password, salt []byte) error {
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

// clear overwrites all data that depends on a password.
func (b *preparation) clear() {
	for _, memory := range [][]byte{b.a, b.p, b.s, b.b} {
		clear(memory[:cap(memory)])
	}
	if b.hash != nil {
		// It keeps its state, and the bytes of incomplete blocks.
		b.hash.Reset()
		b.hash.Write(zeros[:1])
		b.hash.Write(zeros[1:])
		b.hash.Reset()
	}
}

var zeros [sha512.BlockSize]byte
