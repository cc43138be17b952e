// Package scheme is what a password hash function has to say about itself. Each
// package of an algorithm describes it by a [Scheme]; package kdf has the table
// of them, and everything above goes by that table.
package scheme

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
)

// MaxCosts is how many costs a scheme can have.
const MaxCosts = 4

// A Scheme describes one algorithm. Where a function may be nil, the comment
// says what holds then.
type Scheme struct {
	Name       string // in records and on the command line: "argon2id"
	Label      string // shorter, where the defaults of several are compared; "": Name
	Kernel     string // the name of its kernel in internal/cpu; "": it has none
	VerifyOnly bool   // not for new hashes

	// Costs are the parameters that records show, in this order. The values are
	// at the same places of Params.Costs.
	Costs []Cost
	// KeyBytes is the default length of keys, or the only one if FixedKey.
	KeyBytes int
	FixedKey bool
	// SaltBytes is how many random bytes a salt takes; 0: any number.
	SaltBytes int
	// SharedLanes: the passwords that are hashed at a time take as long as one,
	// since they are lanes of one vector. Otherwise each one adds to the time.
	SharedLanes bool

	// Check returns a ParamError if p cannot be computed.
	Check func(p Params) error
	// Weak returns why p is below what OWASP recommends for new hashes
	// (Password Storage Cheat Sheet, August 2026), or "". nil: nothing is
	// recommended.
	Weak func(p Params) string
	// Memory returns the bytes that one hash needs. nil: next to nothing.
	Memory func(p Params) int64
	// ReferenceTime returns about how many nanoseconds one hash takes the
	// reference, by factors measured on an AMD EPYC (Go 1.26.8).
	ReferenceTime func(p Params) float64
	// Cheaper returns parameters of about the same limits that take less time,
	// or false if there are none. nil: there never are.
	Cheaper func(p Params) (Params, bool)
	// New returns a Hasher, which works on at most lanes passwords at a time.
	New func(p Params, lanes int) Hasher

	// CheckPassword returns an error if the algorithm cannot hash the password
	// as it is. nil: it takes any.
	CheckPassword func(password []byte) error
	// Salt makes a salt of random bytes. nil: they are the salt.
	Salt func(random []byte) []byte
	// Encode and Decode convert salt and key to the algorithm's own string and
	// back. Decode refuses a string whose costs are not those of p. nil:
	// records have salt and key in hexadecimal.
	Encode func(p Params, salt, key []byte) string
	Decode func(p Params, hash string) (salt, key []byte, err error)
}

// A Cost is a parameter of an algorithm.
type Cost struct {
	Name string // in records and errors: "memory_kib"
	// Option sets it on a command line: "memory-cost". "": nothing does, and
	// where a record lacks it, it is Default.
	Option  string
	Usage   string // of the option, with the name of its value in backquotes
	Default int    // OWASP's minimum of 2026
	Phrase  string // "%s KiB": %s takes the value with thousands separated, %d without
	Growth  Growth // how the time of a hash grows with it
}

// A Growth says how the time of a hash grows with a cost. Where several costs
// of a scheme let it grow, the first one is to be raised first.
type Growth uint8

// The kinds of growth.
const (
	Constant    Growth = iota // not at all, or the cost is chosen for other reasons
	Linear                    // as the cost does
	LinearKiB                 // as the cost does, which is memory in KiB
	Doubling                  // as the cost does, which is a power of two
	Exponential               // one more doubles the time
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

	// Hash sets keys[i] to the key of passwords[i] with salts[i], for all i;
	// the slices are of one length. Each keys[i] has Params.KeyLength bytes.
	// Passwords are ones that Params.CheckPassword accepts, salts are as
	// Params.Salt makes them. When ctx is done, it returns its cause or has
	// finished within milliseconds, or after the current password where a
	// library's function computes it; keys are not valid after an error. Any
	// other error means that memory ran out.
	Hash(ctx context.Context, keys, passwords, salts [][]byte) error

	// Close gives the memory back. The Hasher can be used again.
	Close()
}

// A BatchHasher is a Hasher that needs no memory worth counting.
type BatchHasher interface {
	Lanes() int
	Hash(ctx context.Context, keys, passwords, salts [][]byte) error
}

// Light makes a Hasher of a BatchHasher.
func Light(h BatchHasher) Hasher { return light{h} }

type light struct{ BatchHasher }

// lightMemory is more than any of them holds.
const lightMemory = 64 << 10

func (light) Memory() int64 { return lightMemory }
func (light) Close()        {}

// A ParamError is a parameter outside what its algorithm takes.
type ParamError struct {
	Name    string // as in records: "iterations"
	Value   int
	Problem string // "must be from 4 to 31"
}

func (e *ParamError) Error() string { return fmt.Sprintf("%s %d: %s", e.Name, e.Value, e.Problem) }

// A Range is the value of a parameter and its limits.
type Range struct {
	Name            string
	Value, Min, Max int
}

// CheckRanges returns a ParamError for the first value outside its limits.
func CheckRanges(ranges ...Range) error {
	for _, r := range ranges {
		if r.Value < r.Min || r.Value > r.Max {
			return &ParamError{r.Name, r.Value, fmt.Sprintf("must be from %d to %d", r.Min, r.Max)}
		}
	}
	return nil
}

// MaxKeyBytes is the longest key that fanout computes.
const MaxKeyBytes = 1024

// BelowOWASP returns why a value is weak, or "".
func BelowOWASP(name string, value, recommended int) string {
	if value >= recommended {
		return ""
	}
	amount := name + " " + humanize.Comma(int64(value))
	if strings.HasSuffix(name, "s") {
		amount = humanize.Comma(int64(value)) + " " + name
	}
	return fmt.Sprintf("%s is below the %s that OWASP recommends", amount, humanize.Comma(int64(recommended)))
}

// nominalMemory is what a hash is taken to need where that does not matter.
const nominalMemory = 16 << 10

// longest bounds the reference's time, so that sums of a few do not overflow.
const longest = time.Duration(1<<63-1) / 2
