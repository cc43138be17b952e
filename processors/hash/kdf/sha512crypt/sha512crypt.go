// Package sha512crypt is the password hash $6$ of crypt(3) (Ulrich Drepper,
// "Unix crypt using SHA-256 and SHA-512", version 0.6) for many passwords at
// once, one in each lane of the vector registers: 8 with AVX-512, 4 with AVX2.
//
// It is for lists of passwords; one alone gains little or nothing. The time that
// a password of n bytes takes grows with rounds*n and with n², as in every
// program. Passwords of more than 207 bytes do not run in lanes.
package sha512crypt

import (
	"bytes"
	"context"
	"crypto/sha512"
	"errors"
)

const (
	// MinRounds and MaxRounds bound the number of rounds, DefaultRounds is the
	// number where a hash does not say it.
	MinRounds, DefaultRounds, MaxRounds = 1000, 5000, 999_999_999
	// MaxSalt is how many bytes of a salt count.
	MaxSalt = 16
	// KeyBytes is the length of the result.
	KeyBytes = sha512.Size
)

// ErrNUL is why Check refuses a password.
var ErrNUL = errors.New("password holds a NUL byte, where crypt(3) would cut it off")

// Check returns ErrNUL if no other program could check the password.
func Check(password []byte) error {
	if bytes.IndexByte(password, 0) >= 0 {
		return ErrNUL
	}
	return nil
}

// A Hasher hashes passwords with one number of rounds. One goroutine at a time
// may use it.
type Hasher struct {
	rounds int
	lanes  *lanes // nil if no kernel runs here
	begun  beginning
}

// New returns a Hasher with a number of rounds from MinRounds to MaxRounds.
func New(rounds int) *Hasher {
	if rounds < MinRounds || rounds > MaxRounds {
		panic("sha512crypt: internal error: rounds out of range")
	}
	return &Hasher{rounds: rounds, lanes: newLanes(bestKernel())}
}

// Lanes returns how many passwords the Hasher works on at a time.
func (h *Hasher) Lanes() int {
	if h.lanes == nil {
		return 1
	}
	return h.lanes.width
}

// Hash sets keys[i], which has KeyBytes bytes, to the digest of passwords[i] with
// salts[i], of which the first MaxSalt bytes count, for all i; the slices are of
// one length. Encode makes a string of it. When ctx is done, it returns the cause
// within milliseconds; the keys are then not valid. What the Hasher keeps of
// passwords is overwritten before it returns; copies that the standard library
// makes are not.
func (h *Hasher) Hash(ctx context.Context, keys, passwords, salts [][]byte) error {
	defer h.begun.clear()
	if h.lanes != nil && len(passwords) > h.lanes.singly {
		return h.lanes.hash(ctx, h, keys, passwords, salts)
	}
	for i := range passwords {
		if err := h.hashSingly(ctx, keys[i], passwords[i], salts[i]); err != nil {
			return err
		}
	}
	return nil
}

// hashSingly hashes one password by the standard library: the definition of the
// rounds, steps 21 a to h.
func (h *Hasher) hashSingly(ctx context.Context, key, password, salt []byte) error {
	b := &h.begun
	if err := b.begin(ctx, password, salt); err != nil {
		return err
	}
	for i := range h.rounds {
		if i%512 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		b.hash.Reset()
		if i%2 != 0 {
			b.hash.Write(b.p)
		} else {
			b.hash.Write(b.a)
		}
		if i%3 != 0 {
			b.hash.Write(b.s)
		}
		if i%7 != 0 {
			b.hash.Write(b.p)
		}
		if i%2 != 0 {
			b.hash.Write(b.a)
		} else {
			b.hash.Write(b.p)
		}
		b.a = b.hash.Sum(b.a[:0])
	}
	copy(key, b.a)
	return nil
}
