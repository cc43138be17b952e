// Package kdf derives keys from passwords, many at a time: PBKDF2 (RFC 8018
// section 5.2), bcrypt, scrypt (RFC 7914) and Argon2id (RFC 9106).
//
// The standard library and golang.org/x/crypto are the reference; a Hasher may
// be one of them or a kernel that works on several passwords at once.
package kdf

import (
	"fmt"
	"math"
	"math/bits"
	"time"

	"fanout/processors/hash/kdf/bcrypt"
)

// An Algorithm is a password hash function.
type Algorithm string

// The algorithms.
const (
	PBKDF2SHA512 Algorithm = "pbkdf2-sha512"
	PBKDF2SHA256 Algorithm = "pbkdf2-sha256"
	Argon2id     Algorithm = "argon2id"
	Bcrypt       Algorithm = "bcrypt"
	Scrypt       Algorithm = "scrypt"
)

// Algorithms lists all of them, the default first.
var Algorithms = []Algorithm{PBKDF2SHA512, PBKDF2SHA256, Argon2id, Bcrypt, Scrypt}

// Params are an algorithm and its cost. Only the algorithm's own fields count;
// the others are 0. Params are comparable.
type Params struct {
	Algorithm  Algorithm
	Iterations int // PBKDF2

	MemoryKiB, Time, Parallelism int // Argon2id
	N, R, P                      int // scrypt
	Cost                         int // bcrypt: 2^Cost rounds

	KeyBytes int // length of the result; bcrypt has its own
}

// Default returns the parameters that fanout uses if none are given: OWASP's
// minimum of 2026, for PBKDF2-SHA512 with the article's 64 bytes of key.
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
	case Argon2id:
		fields = []field{ // RFC 9106 section 3.1
			{"key_bytes", p.KeyBytes, 4, 1024},
			{"parallelism", p.Parallelism, 1, 255},
			{"memory_kib", p.MemoryKiB, 8 * max(1, p.Parallelism), math.MaxInt32},
			{"time", p.Time, 1, math.MaxInt32},
		}
	case Bcrypt:
		fields = []field{{"cost", p.Cost, bcrypt.MinCost, bcrypt.MaxCost}}
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

// Weak returns why p is below what OWASP recommends (Password Storage Cheat
// Sheet, August 2026), or "".
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
	case Argon2id:
		return int64(p.MemoryKiB) << 10
	case Scrypt:
		return 128 * int64(p.R) * (int64(p.N) + int64(p.P) + 2)
	}
	return 16 << 10
}

// KeyLength returns the length in bytes of what a Hasher computes.
func (p Params) KeyLength() int {
	if p.Algorithm == Bcrypt {
		return bcrypt.DigestBytes
	}
	return p.KeyBytes
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
	case Argon2id:
		ns = 600 * float64(p.MemoryKiB) * float64(p.Time)
	case Bcrypt:
		ns = 60_000 * math.Exp2(float64(p.Cost))
	case Scrypt:
		ns = 320 * float64(p.N) * float64(p.R) * float64(p.P)
	}
	return time.Duration(min(ns, math.MaxInt64/2))
}
