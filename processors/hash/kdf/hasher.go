package kdf

import (
	"context"
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/sha512"
	"hash"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/scrypt"

	"fanout/processors/hash/kdf/bcrypt"
)

// A Hasher computes keys with one set of parameters. One goroutine owns it: it
// may keep memory from one call to the next.
type Hasher interface {
	// Lanes returns how many passwords the Hasher works on at a time; batches of
	// a multiple of it waste nothing.
	Lanes() int

	// Hash sets keys[i] to the key of passwords[i] with salts[i], for all i; the
	// slices are of one length. Each keys[i] has Params.KeyBytes bytes, for
	// bcrypt 23. Passwords are ones that Check accepts. When ctx is done, it
	// returns its cause after the password in work; keys are then not valid.
	Hash(ctx context.Context, keys, passwords, salts [][]byte) error
}

// CheckPassword returns an error if the algorithm of p cannot hash the password as it
// is: bcrypt knows only the first 72 bytes and no NUL.
func (p Params) CheckPassword(password []byte) error {
	if p.Algorithm == Bcrypt {
		return bcrypt.Check(password)
	}
	return nil
}

// New returns a Hasher for p, which Check accepts.
func New(p Params) Hasher {
	switch p.Algorithm {
	case PBKDF2SHA512:
		return reference{pbkdf2Key(sha512.New, p)}
	case PBKDF2SHA256:
		return reference{pbkdf2Key(sha256.New, p)}
	case Argon2id:
		return reference{func(key, password, salt []byte) error {
			copy(key, argon2.IDKey(password, salt, uint32(p.Time), uint32(p.MemoryKiB), uint8(p.Parallelism), uint32(p.KeyBytes)))
			return nil
		}}
	case Scrypt:
		return reference{func(key, password, salt []byte) error {
			k, err := scrypt.Key(password, salt, p.N, p.R, p.P, p.KeyBytes)
			copy(key, k)
			return err
		}}
	case Bcrypt:
		return bcrypt.New(p.Cost)
	}
	panic("kdf: internal error: no hasher for " + string(p.Algorithm))
}

func pbkdf2Key[H hash.Hash](h func() H, p Params) func(key, password, salt []byte) error {
	return func(key, password, salt []byte) error {
		k, err := pbkdf2.Key(h, string(password), salt, p.Iterations, p.KeyBytes)
		copy(key, k)
		return err
	}
}

// A reference computes one key after the other.
type reference struct {
	key func(key, password, salt []byte) error
}

func (reference) Lanes() int { return 1 }

func (r reference) Hash(ctx context.Context, keys, passwords, salts [][]byte) error {
	for i := range passwords {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err := r.key(keys[i], passwords[i], salts[i]); err != nil {
			return err
		}
	}
	return nil
}
