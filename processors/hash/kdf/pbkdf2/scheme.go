package pbkdf2

import (
	"math"

	"fanout/processors/hash/kdf/scheme"
)

// Schemes are PBKDF2 with each of the hash functions.
var Schemes = []*scheme.Scheme{
	describe(SHA512, "pbkdf2-sha512", "SHA-512", recommended512, 500),
	describe(SHA256, "pbkdf2-sha256", "SHA-256", recommended256, 170),
}

// The iterations that OWASP recommends.
const recommended512, recommended256 = 220_000, 600_000

// iterations is the place of the only cost.
const iterations = 0

// describe returns the scheme with a hash function. Keys have the length of its
// digest by default; longer ones would take a defender more time, but not an
// attacker. nanoseconds is the reference's time for one iteration of one
// digest.
func describe(h Hash, name, label string, recommended int, nanoseconds float64) *scheme.Scheme {
	return &scheme.Scheme{
		Name: name, Label: label, Kernel: name,
		Costs:       costs(recommended),
		KeyBytes:    h.Size(),
		SharedLanes: true,
		Check:       check,
		Weak: func(p scheme.Params) string {
			return scheme.BelowOWASP("iterations", p.Costs[iterations], recommended)
		},
		ReferenceTime: func(p scheme.Params) float64 {
			digests := math.Ceil(float64(p.KeyBytes) / float64(h.Size()))
			return nanoseconds * float64(p.Costs[iterations]) * digests
		},
		Cheaper: cheaper,
		New: func(p scheme.Params, _ int) scheme.Hasher {
			return scheme.Light(New(h, p.Costs[iterations], p.KeyBytes))
		},
	}
}

func costs(recommended int) []scheme.Cost {
	return []scheme.Cost{{
		Name: "iterations", Option: "iterations", Usage: "`N` iterations of PBKDF2", Default: recommended, Phrase: "%s",
		Growth: scheme.Linear,
	}}
}

func check(p scheme.Params) error {
	return scheme.CheckRanges(
		scheme.Range{Name: "key_bytes", Value: p.KeyBytes, Min: 1, Max: scheme.MaxKeyBytes},
		scheme.Range{Name: "iterations", Value: p.Costs[iterations], Min: 1, Max: math.MaxInt32},
	)
}

func cheaper(p scheme.Params) (scheme.Params, bool) {
	if p.Costs[iterations] <= 1000 {
		return p, false
	}
	p.Costs[iterations] /= 2
	return p, true
}
