package kdf

import (
	"context"
	"math"

	"fanout/processors/hash/kdf/argon2"
	"fanout/processors/hash/kdf/bcrypt"
	"fanout/processors/hash/kdf/pbkdf2"
	"fanout/processors/hash/kdf/scrypt"
	"fanout/processors/hash/kdf/sha512crypt"
)

// A Hasher computes keys with one set of parameters. One goroutine owns it: it
// keeps memory from one call to the next.
type Hasher interface {
	// Lanes returns how many passwords the Hasher works on at a time. Fewer
	// take about as long; of more, a multiple of it wastes nothing.
	Lanes() int

	// Memory returns the bytes that it holds from the first call of Hash until
	// Close.
	Memory() int64

	// Hash sets keys[i] to the key of passwords[i] with salts[i], for all i; the
	// slices are of one length. Each keys[i] has Params.KeyLength bytes.
	// Passwords are ones that CheckPassword accepts, salts are as Params.Salt
	// makes them. When ctx is done, it returns its cause or has finished within
	// milliseconds, or after the password in work where a library's function
	// computes it; keys are not valid after an error. Others than the cause are
	// a lack of memory.
	Hash(ctx context.Context, keys, passwords, salts [][]byte) error

	// Close gives the memory back. The Hasher can be used again.
	Close()
}

// CheckPassword returns an error if the algorithm of p cannot hash the password as it
// is: bcrypt knows only the first 72 bytes, and neither it nor sha512crypt NUL.
func (p Params) CheckPassword(password []byte) error {
	switch p.Algorithm {
	case Bcrypt:
		return bcrypt.Check(password)
	case SHA512Crypt:
		return sha512crypt.Check(password)
	}
	return nil
}

// New returns a Hasher for p, which Check accepts. Where a password takes much
// memory, it works on at most so many at a time; lanes is at least 1.
func New(p Params, lanes int) Hasher {
	switch p.Algorithm {
	case PBKDF2SHA512:
		return light{pbkdf2.New(pbkdf2.SHA512, p.Iterations, p.KeyBytes)}
	case PBKDF2SHA256:
		return light{pbkdf2.New(pbkdf2.SHA256, p.Iterations, p.KeyBytes)}
	case Argon2id:
		return argon2.New(argon2.ID, p.MemoryKiB, p.Time, p.Parallelism, p.KeyBytes, lanes)
	case Argon2i:
		return argon2.New(argon2.I, p.MemoryKiB, p.Time, p.Parallelism, p.KeyBytes, lanes)
	case Argon2d:
		return argon2.New(argon2.D, p.MemoryKiB, p.Time, p.Parallelism, p.KeyBytes, lanes)
	case Scrypt:
		return scrypt.New(p.N, p.R, p.P, p.KeyBytes, lanes)
	case Bcrypt:
		return light{bcrypt.New(p.Cost)}
	case SHA512Crypt:
		return light{sha512crypt.New(p.Rounds)}
	}
	panic("kdf: internal error: no hasher for " + string(p.Algorithm))
}

// Lanes returns how many passwords a Hasher of p works on at a time if memory
// does not matter.
func (p Params) Lanes() int { return New(p, math.MaxInt32).Lanes() }

// Step returns how many passwords more or less change nothing about the time for
// a batch: all lanes where they are those of one vector, one where each password
// has instructions or memory of its own.
func (p Params) Step() int {
	switch p.Algorithm {
	case PBKDF2SHA512, PBKDF2SHA256, SHA512Crypt:
		return p.Lanes()
	}
	return 1
}

// A light is a Hasher without memory worth counting.
type light struct{ kernel }

// A kernel is what a Hasher is made of.
type kernel interface {
	Lanes() int
	Hash(ctx context.Context, keys, passwords, salts [][]byte) error
}

// lightMemory is more than any of them holds.
const lightMemory = 64 << 10

func (light) Memory() int64 { return lightMemory }
func (light) Close()        {}
