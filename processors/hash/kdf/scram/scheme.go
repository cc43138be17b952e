package scram

import (
	"math"

	"fanout/processors/hash/kdf/scheme"
)

const (
	iterations  = 0       // the place of the only cost
	Recommended = 600_000 // OWASP's, for PBKDF2 with HMAC-SHA-256
)

// Schemes is SCRAM-SHA-256. Its default cost is PostgreSQL's, which is low.
var Schemes = []*scheme.Scheme{{
	Name: "scram-sha-256", Kernel: "pbkdf2-sha256",
	Costs: []scheme.Cost{{
		Name: "iterations", Option: "iterations", Usage: "`N` iterations of PBKDF2", Default: DefaultIterations, Phrase: "%s",
		Growth: scheme.Linear,
	}},
	KeyBytes: KeyBytes, FixedKey: true,
	SharedLanes: true,
	Check: func(p scheme.Params) error {
		return scheme.CheckRanges(scheme.Range{Name: "iterations", Value: p.Costs[iterations], Min: 1, Max: math.MaxInt32})
	},
	Weak: func(p scheme.Params) string {
		return scheme.BelowOWASP("iterations", p.Costs[iterations], Recommended)
	},
	ReferenceTime: func(p scheme.Params) float64 { return 170 * float64(p.Costs[iterations]) },
	Cheaper: func(p scheme.Params) (scheme.Params, bool) {
		if p.Costs[iterations] <= 1000 {
			return p, false
		}
		p.Costs[iterations] /= 2
		return p, true
	},
	New: func(p scheme.Params, _ int) scheme.Hasher {
		h := scheme.Light(New(p.Costs[iterations]))
		return scheme.Transform(h, func(dst, password, _ []byte) []byte { return prepare(dst, password) })
	},
	CheckPassword: Check,
}}
