// Package kdf derives keys from passwords, many at a time: PBKDF2 (RFC 8018
// section 5.2), bcrypt, scrypt (RFC 7914), Argon2 (RFC 9106) and the SHA-512
// scheme of crypt(3). The packages below it have the kernels; the standard
// library and golang.org/x/crypto are what their tests compare with.
package kdf

import (
	"fmt"
	"math"
	"math/bits"
	"time"

	"fanout/processors/hash/kdf/bcrypt"
	"fanout/processors/hash/kdf/sha512crypt"
)

// An Algorithm is a password hash function.
type Algorithm string

// The algorithms.
const (
	PBKDF2SHA512 Algorithm = "pbkdf2-sha512"
	PBKDF2SHA256 Algorithm = "pbkdf2-sha256"
	Argon2id     Algorithm = "argon2id"
	Argon2i      Algorithm = "argon2i" // RFC 9106 section 4 advises Argon2id instead
	Argon2d      Algorithm = "argon2d" // likewise
	Bcrypt       Algorithm = "bcrypt"
	Scrypt       Algorithm = "scrypt"
	SHA512Crypt  Algorithm = "sha512crypt"
)

// Algorithms lists those for new hashes, the default first. Argon2i and Argon2d
// are for verifying old ones.
var Algorithms = []Algorithm{PBKDF2SHA512, PBKDF2SHA256, Argon2id, Bcrypt, Scrypt, SHA512Crypt}

// Kernel returns the name under which internal/cpu knows what computes a.
func (a Algorithm) Kernel() string {
	switch a {
	case Argon2id, Argon2i, Argon2d:
		return "argon2"
	}
	return string(a)
}

// Params are an algorithm and its cost. Only the algorithm's own fields count;
// the others are 0. Params are comparable.
type Params struct {
	Algorithm  Algorithm
	Iterations int // PBKDF2

	MemoryKiB, Time, Parallelism int // Argon2
	N, R, P                      int // scrypt
	Cost                         int // bcrypt: 2^Cost rounds
	Rounds                       int // sha512crypt

	KeyBytes int // length of the result; bcrypt and sha512crypt have their own
}

// leastRounds is the number of sha512crypt's rounds that takes as many SHA-512
// compressions as OWASP's 220,000 iterations of PBKDF2, at two each.
const leastRounds = 440_000

// Default returns the parameters that fanout uses if none are given: OWASP's
// minimum of 2026, for PBKDF2-SHA512 with the article's 64 bytes of key. OWASP
// has none for sha512crypt; 656,000 rounds are passlib's default.
func Default(a Algorithm) Params {
	switch a {
	case PBKDF2SHA256:
		return Params{Algorithm: a, Iterations: 600_000, KeyBytes: 32}
	case Argon2id:
		return Params{Algorithm: a, MemoryKiB: 19456, Time: 2, Parallelism: 1, KeyBytes: 32}
	case Bcrypt:
		return Params{Algorithm: a, Cost: 12}
	case Scrypt:
		return Params{Algorithm: a, N: 1 << 17, R: 8, P: 1, KeyBytes: 32}
	case SHA512Crypt:
		return Params{Algorithm: a, Rounds: 656_000}
	}
	return Params{Algorithm: PBKDF2SHA512, Iterations: 220_000, KeyBytes: 64}
}

// A ParamError is a parameter outside what its algorithm takes.
type ParamError struct {
	Name  string // as in the JSON lines: "iterations"
	Value int
	Want  string
}

func (e *ParamError) Error() string { return fmt.Sprintf("%s %d: must be %s", e.Name, e.Value, e.Want) }

// Check returns a ParamError if p cannot be computed.
func (p Params) Check() error {
	inRange := func(name string, v, lo, hi int) error {
		if v < lo || v > hi {
			return &ParamError{name, v, fmt.Sprintf("from %d to %d", lo, hi)}
		}
		return nil
	}
	type field struct {
		name      string
		v, lo, hi int
	}
	fields := []field{{"key_bytes", p.KeyBytes, 1, 1024}}
	switch p.Algorithm {
	case PBKDF2SHA512, PBKDF2SHA256:
		fields = append(fields, field{"iterations", p.Iterations, 1, math.MaxInt32})
	case Argon2id, Argon2i, Argon2d:
		fields = []field{ // RFC 9106 section 3.1
			{"key_bytes", p.KeyBytes, 4, 1024},
			{"parallelism", p.Parallelism, 1, 255},
			{"memory_kib", p.MemoryKiB, 8 * max(1, p.Parallelism), math.MaxInt32},
			{"time", p.Time, 1, math.MaxInt32},
		}
	case Bcrypt:
		fields = []field{{"cost", p.Cost, bcrypt.MinCost, bcrypt.MaxCost}}
	case SHA512Crypt:
		fields = []field{{"rounds", p.Rounds, sha512crypt.MinRounds, sha512crypt.MaxRounds}}
	case Scrypt:
		fields = append(fields, field{"r", p.R, 1, 1 << 20}, field{"p", p.P, 1, 1 << 20}, field{"n", p.N, 2, 1 << 30})
		if bits.OnesCount(uint(p.N)) != 1 {
			return &ParamError{"n", p.N, "a power of two above 1"}
		}
		if int64(p.R)*int64(p.P) >= 1<<30 { // RFC 7914 section 2
			return &ParamError{"r", p.R, fmt.Sprintf("below 2^30 / p, which is %d", p.P)}
		}
	default:
		return fmt.Errorf("algorithm %q is none of %v", p.Algorithm, Algorithms)
	}
	for _, f := range fields {
		if err := inRange(f.name, f.v, f.lo, f.hi); err != nil {
			return err
		}
	}
	return nil
}

// Weak returns why p is below what OWASP recommends for new hashes (Password
// Storage Cheat Sheet, August 2026), or "".
func (p Params) Weak() string {
	below := func(name string, v, least int) string {
		if v < least {
			return fmt.Sprintf("%s %d is below OWASP's %d", name, v, least)
		}
		return ""
	}
	switch p.Algorithm {
	case PBKDF2SHA512:
		return below("iterations", p.Iterations, 220_000)
	case PBKDF2SHA256:
		return below("iterations", p.Iterations, 600_000)
	case Bcrypt:
		return below("cost", p.Cost, 10)
	case SHA512Crypt:
		if p.Rounds < leastRounds {
			return fmt.Sprintf("rounds %d is below %d, which cost as much as OWASP's 220000 iterations of PBKDF2", p.Rounds, leastRounds)
		}
	case Argon2id:
		for _, least := range [][2]int{{47104, 1}, {19456, 2}, {12288, 3}, {9216, 4}, {7168, 5}} {
			if p.MemoryKiB >= least[0] && p.Time >= least[1] {
				return ""
			}
		}
		return fmt.Sprintf("memory_kib %d with time %d is below OWASP's 19456 with 2 or what is as strong", p.MemoryKiB, p.Time)
	case Scrypt:
		for _, least := range [][2]int{{1 << 17, 1}, {1 << 16, 2}, {1 << 15, 3}, {1 << 14, 5}, {1 << 13, 10}} {
			if p.N >= least[0] && p.P >= least[1] && p.R >= 8 {
				return ""
			}
		}
		return fmt.Sprintf("n %d, r %d, p %d is below OWASP's 131072, 8, 1 or what is as strong", p.N, p.R, p.P)
	}
	return ""
}

// Memory returns the bytes that one hash needs while it is computed.
func (p Params) Memory() int64 {
	switch p.Algorithm {
	case Argon2id, Argon2i, Argon2d:
		return int64(p.MemoryKiB) << 10
	case Scrypt:
		return 128 * int64(p.R) * (int64(p.N) + int64(p.P) + 2)
	}
	return 16 << 10
}

// KeyLength returns the length in bytes of what a Hasher computes.
func (p Params) KeyLength() int {
	switch p.Algorithm {
	case Bcrypt:
		return bcrypt.DigestBytes
	case SHA512Crypt:
		return sha512crypt.KeyBytes
	}
	return p.KeyBytes
}

// SaltBytes returns how many random bytes a salt takes that has no other length
// than the algorithm's, or 0.
func (p Params) SaltBytes() int {
	switch p.Algorithm {
	case Bcrypt:
		return bcrypt.SaltBytes
	case SHA512Crypt:
		return sha512crypt.SaltSource
	}
	return 0
}

// Salt makes a salt of random bytes: for sha512crypt it is text.
func (p Params) Salt(random []byte) []byte {
	if p.Algorithm == SHA512Crypt {
		return sha512crypt.Salt(random)
	}
	return random
}

// Nominal returns about how long one hash takes the reference on one core. It
// is computed from the parameters alone, with factors measured on an AMD EPYC
// (Go 1.26.8), so that the same parameters cut the same chunks everywhere.
func (p Params) Nominal() time.Duration {
	blocks := func(size int) float64 { return math.Ceil(float64(p.KeyBytes) / float64(size)) }
	var ns float64
	switch p.Algorithm {
	case PBKDF2SHA512:
		ns = 500 * float64(p.Iterations) * blocks(64)
	case PBKDF2SHA256:
		ns = 170 * float64(p.Iterations) * blocks(32)
	case Argon2id, Argon2i, Argon2d:
		ns = 600 * float64(p.MemoryKiB) * float64(p.Time)
	case Bcrypt:
		ns = 60_000 * math.Exp2(float64(p.Cost))
	case SHA512Crypt:
		ns = 300 * float64(p.Rounds)
	case Scrypt:
		ns = 320 * float64(p.N) * float64(p.R) * float64(p.P)
	}
	return time.Duration(min(ns, math.MaxInt64/2))
}
