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
	"context"
	"crypto/sha512"

	"fanout/processors/hash/kdf/shacrypt"
)

// KeyBytes is the length of the result.
const KeyBytes = sha512.Size

// A Hasher hashes passwords with one number of rounds. One goroutine at a time
// may use it.
type Hasher struct {
	rounds int
	lanes  *lanes // nil if there is no implementation
	prep   shacrypt.Preparation
}

// New returns a Hasher with a number of rounds from shacrypt.MinRounds to
// MaxRounds.
func New(rounds int) *Hasher {
	if rounds < shacrypt.MinRounds || rounds > shacrypt.MaxRounds {
		panic("sha512crypt: internal error: rounds out of range")
	}
	return newHasher(rounds, bestImplementation())
}

func newHasher(rounds int, i implementation) *Hasher {
	return &Hasher{rounds: rounds, lanes: newLanes(i), prep: variant.Prepare()}
}

// Lanes returns the number of passwords that the Hasher hashes at a time.
func (h *Hasher) Lanes() int {
	if h.lanes == nil {
		return 1
	}
	return h.lanes.width
}

// Hash sets keys[i], which has KeyBytes bytes, to the digest of passwords[i]
// with the first shacrypt.MaxSalt bytes of salts[i], for all i. The slices have
// the same length. Encode makes a string of a digest. When ctx is done, Hash
// returns its cause within milliseconds. The keys are then not valid.
//
// The Hasher overwrites its data about the passwords before Hash returns.
// Copies that the standard library makes remain.
func (h *Hasher) Hash(ctx context.Context, keys, passwords, salts [][]byte) error {
	defer h.prep.Clear()
	if h.lanes != nil && len(passwords) > h.lanes.maxSerial {
		return h.lanes.hash(ctx, h, keys, passwords, salts)
	}
	for i := range passwords {
		if err := h.prep.Rounds(ctx, h.rounds, keys[i], passwords[i], salts[i]); err != nil {
			return err
		}
	}
	return nil
}
