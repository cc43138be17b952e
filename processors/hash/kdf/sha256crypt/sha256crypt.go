// Package sha256crypt computes the password hash $5$ of crypt(3), one password
// at a time. It is for verifying hashes that are there: new ones have SHA-512.
package sha256crypt

import (
	"context"
	"crypto/sha256"

	"fanout/processors/hash/kdf/scheme"
	"fanout/processors/hash/kdf/shacrypt"
)

// KeyBytes is the length of the result.
const KeyBytes = sha256.Size

const (
	// defaultRounds are passlib's.
	defaultRounds = 535_000
	// strongRounds take as many compressions of SHA-256 as the 600,000
	// iterations that OWASP recommends for PBKDF2.
	strongRounds = 1_200_000
)

var variant = &shacrypt.Variant{
	Name: "sha256crypt", Prefix: "$5$", New: sha256.New, Order: shacrypt.NewOrder(KeyBytes, 2),
}

// Schemes is sha256crypt.
var Schemes = []*scheme.Scheme{newScheme()}

func newScheme() *scheme.Scheme {
	s := variant.Scheme(defaultRounds, strongRounds)
	s.VerifyOnly = true
	s.ReferenceTime = func(p scheme.Params) float64 { return 200 * float64(p.Costs[shacrypt.Cost]) }
	s.New = func(p scheme.Params, _ int) scheme.Hasher {
		b := variant.Prepare()
		return scheme.Serial(func(ctx context.Context, key, password, salt []byte) error {
			defer b.Clear()
			return b.Rounds(ctx, p.Costs[shacrypt.Cost], key, password, salt)
		})
	}
	return s
}

// Parse splits a hash into its parts. The number of rounds may be missing.
func Parse(s string) (rounds int, salt, key []byte, err error) { return variant.Parse(s) }
