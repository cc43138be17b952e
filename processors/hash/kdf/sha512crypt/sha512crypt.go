// Package sha512crypt computes the password hash $6$ of crypt(3) (Ulrich
// Drepper, "Unix crypt using SHA-256 and SHA-512", version 0.6) for many
// passwords at once, one in each lane of vector registers: 8 with AVX-512, 4
// with AVX2.
//
// The package is for lists of passwords. A single password gains little or
// nothing. By definition, the time for a password of n bytes grows with
// rounds*n and with n². Passwords of more than 207 bytes are hashed one by one.
package sha512crypt

import (
	"bytes"
	"context"
	"crypto/sha512"
	"errors"
)

const (
	// MinRounds and MaxRounds are the limits of the number of rounds.
	// DefaultRounds is the number if a hash does not state it.
	MinRounds, DefaultRounds, MaxRounds = 1000, 5000, 999_999_999
	// MaxSalt is the number of bytes of a salt that are used.
	MaxSalt = 16
	// KeyBytes is the length of the result.
	KeyBytes = sha512.Size
)

// ErrNUL is the error of Check.
var ErrNUL = errors.New("password holds a NUL byte, where crypt(3) would cut it off")

// Check returns ErrNUL if the password has a NUL byte, so that no other program
// could verify it.
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
	lanes  *lanes // nil if there is no implementation
	prep   preparation
}

// New returns a Hasher with a number of rounds from MinRounds to MaxRounds.
func New(rounds int) *Hasher {
	if rounds < MinRounds || rounds > MaxRounds {
		panic("sha512crypt: internal error: rounds out of range")
	}
	return &Hasher{rounds: rounds, lanes: newLanes(bestImplementation())}
}

// Lanes returns the number of passwords that the Hasher hashes at a time.
func (h *Hasher) Lanes() int {
	if h.lanes == nil {
		return 1
	}
	return h.lanes.width
}

// Hash sets keys[i], which has KeyBytes bytes, to the digest of passwords[i]
// with the first MaxSalt bytes of salts[i], for all i. The slices have the same
// length. Encode makes a string of a digest. When ctx is done, Hash returns its
// cause within milliseconds. The keys are then not valid.
//
// The Hasher overwrites its data about the passwords before Hash returns.
// Copies that the standard library makes remain.
func (h *Hasher) Hash(ctx context.Context, keys, passwords, salts [][]byte) error {
	defer h.prep.clear()
	if h.lanes != nil && len(passwords) > h.lanes.maxSerial {
		return h.lanes.hash(ctx, h, keys, passwords, salts)
	}
	for i := range passwords {
		if err := h.hashSerially(ctx, keys[i], passwords[i], salts[i]); err != nil {
			return err
		}
	}
	return nil
}

// hashSerially hashes one password by the standard library. It is the
// definition of the rounds, steps 21 a to h.
func (h *Hasher) hashSerially(ctx context.Context, key, password, salt []byte) error {
	b := &h.prep
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
