// Package shacrypt is what the password hashes $5$ and $6$ of crypt(3) have in
// common (Ulrich Drepper, "Unix crypt using SHA-256 and SHA-512", version 0.6):
// the form of a hash, what is computed before the rounds, and the rounds of one
// password.
package shacrypt

import (
	"context"
	"errors"
	"fmt"
	"hash"
	"strconv"
	"strings"

	"fanout/processors/hash/kdf/crypt3"
)

const (
	// MinRounds and MaxRounds are the limits of the number of rounds.
	// DefaultRounds is the number if a hash does not state it.
	MinRounds, DefaultRounds, MaxRounds = 1000, 5000, 999_999_999
	// MaxSalt is the number of bytes of a salt that are used.
	MaxSalt = 16
	// SaltSource is the number of random bytes for a salt of MaxSalt
	// characters.
	SaltSource = MaxSalt * 6 / 8

	roundsPrefix = "rounds="
)

// A Variant is one of the two.
type Variant struct {
	Name   string // the scheme's
	Prefix string // "$6$"
	New    func() hash.Hash
	Order  crypt3.Order // as NewOrder returns it
}

// NewOrder returns the order in which a hash has the bytes of a key: in groups
// of three that are a third of the key apart, each turned on by some places
// from the group before, the last of them first. The bytes that are left follow
// (step 22 e).
func NewOrder(keyBytes, turn int) crypt3.Order {
	third := keyBytes / 3
	var o crypt3.Order
	for i := range third {
		at := [3]int{i, i + third, i + 2*third}
		for j := 2; j >= 0; j-- {
			o = append(o, byte(at[(turn*i+j)%3]))
		}
	}
	for i := 3 * third; i < keyBytes; i++ {
		o = append(o, byte(i))
	}
	return o
}

// Encode returns the hash in the form of crypt(3), $6$rounds=N$salt$key,
// without rounds if their number is the default. Parse accepts the salt.
func (v *Variant) Encode(rounds int, salt, key []byte) string {
	s := []byte(v.Prefix)
	if rounds != DefaultRounds {
		s = append(s, roundsPrefix...)
		s = strconv.AppendInt(s, int64(rounds), 10)
		s = append(s, '$')
	}
	s = append(s, salt...)
	return string(v.Order.Append(append(s, '$'), key))
}

// Parse splits a hash into its parts. The number of rounds may be missing.
func (v *Variant) Parse(s string) (rounds int, salt, key []byte, err error) {
	fail := func(err error) (int, []byte, []byte, error) {
		return 0, nil, nil, fmt.Errorf("%s %w", v.Name, err)
	}
	rest, ok := strings.CutPrefix(s, v.Prefix)
	if !ok {
		return 0, nil, nil, fmt.Errorf("not a %s hash, which begins with %s", v.Name, v.Prefix)
	}
	rounds = DefaultRounds
	if number, ok := strings.CutPrefix(rest, roundsPrefix); ok {
		if number, rest, ok = strings.Cut(number, "$"); !ok {
			return fail(errors.New("hash ends after its rounds"))
		}
		rounds, err = strconv.Atoi(number)
		if err != nil || rounds < MinRounds || rounds > MaxRounds || number != strconv.Itoa(rounds) {
			return fail(fmt.Errorf("rounds are not a number from %d to %d, without zeros before it", MinRounds, MaxRounds))
		}
	}
	saltText, keyText, ok := strings.Cut(rest, "$")
	if !ok {
		return fail(errors.New("hash ends after its salt"))
	}
	if err := crypt3.CheckSalt(saltText, MaxSalt); err != nil {
		return fail(err)
	}
	if key, err = v.Order.Decode(keyText); err != nil {
		return fail(err)
	}
	return rounds, []byte(saltText), key, nil
}

// pollInterval is the number of rounds after which ctx is polled.
const pollInterval = 512

// Rounds sets key to the digest of a password, by the standard library. It is
// the definition of the rounds, steps 21 a to h. rounds is the number of them.
func (b *Preparation) Rounds(ctx context.Context, rounds int, key, password, salt []byte) error {
	if err := b.Begin(ctx, password, salt); err != nil {
		return err
	}
	for i := range rounds {
		if i%pollInterval == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		b.hash.Reset()
		if i%2 != 0 {
			b.hash.Write(b.P)
		} else {
			b.hash.Write(b.A)
		}
		if i%3 != 0 {
			b.hash.Write(b.S)
		}
		if i%7 != 0 {
			b.hash.Write(b.P)
		}
		if i%2 != 0 {
			b.hash.Write(b.A)
		} else {
			b.hash.Write(b.P)
		}
		b.A = b.hash.Sum(b.A[:0])
	}
	copy(key, b.A)
	return nil
}
