package sha512crypt

import (
	"crypto/sha512"

	"fanout/processors/hash/kdf/scheme"
	"fanout/processors/hash/kdf/shacrypt"
)

const (
	// defaultRounds are passlib's, as OWASP recommends none.
	defaultRounds = 656_000
	// strongRounds take as many compressions of SHA-512 as the 220,000
	// iterations that OWASP recommends for PBKDF2.
	strongRounds = 440_000
)

var variant = &shacrypt.Variant{
	Name: "sha512crypt", Prefix: "$6$", New: sha512.New, Order: shacrypt.NewOrder(KeyBytes, 1),
}

// Schemes is sha512crypt.
var Schemes = []*scheme.Scheme{newScheme()}

func newScheme() *scheme.Scheme {
	s := variant.Scheme(defaultRounds, strongRounds)
	s.Kernel, s.SharedLanes = "sha512crypt", true
	s.ReferenceTime = func(p scheme.Params) float64 { return 300 * float64(p.Costs[shacrypt.Cost]) }
	s.New = func(p scheme.Params, _ int) scheme.Hasher { return scheme.Light(New(p.Costs[shacrypt.Cost])) }
	return s
}

// Parse splits a hash into its parts. The number of rounds may be missing.
func Parse(s string) (rounds int, salt, key []byte, err error) { return variant.Parse(s) }
