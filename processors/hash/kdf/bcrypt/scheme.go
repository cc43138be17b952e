package bcrypt

import (
	"fmt"
	"math"

	"fanout/processors/hash/kdf/scheme"
)

// Schemes is bcrypt.
var Schemes = []*scheme.Scheme{{
	Name: "bcrypt", Kernel: "bcrypt",
	Costs: []scheme.Cost{{
		Name: "cost", Option: "cost", Usage: "`N`, binary logarithm of bcrypt's rounds", Default: 12, Phrase: "cost %d",
		Growth: scheme.Exponential,
	}},
	KeyBytes: DigestBytes, FixedKey: true, SaltBytes: SaltBytes,
	Check: func(p scheme.Params) error {
		return scheme.CheckRanges(scheme.Range{Name: "cost", Value: p.Costs[cost], Min: MinCost, Max: MaxCost})
	},
	Weak: func(p scheme.Params) string { return scheme.BelowOWASP("cost", p.Costs[cost], 10) },
	ReferenceTime: func(p scheme.Params) float64 {
		return 60_000 * math.Exp2(float64(p.Costs[cost]))
	},
	Cheaper: func(p scheme.Params) (scheme.Params, bool) {
		if p.Costs[cost] <= MinCost {
			return p, false
		}
		p.Costs[cost]--
		return p, true
	},
	New:           func(p scheme.Params, _ int) scheme.Hasher { return scheme.Light(New(p.Costs[cost])) },
	CheckPassword: Check,
	Encode: func(p scheme.Params, salt, key []byte) string {
		h := Hash{Ident: "2b", Cost: p.Costs[cost], Salt: [SaltBytes]byte(salt)}
		copy(h.Digest[:], key)
		return h.String()
	},
	Decode: func(p scheme.Params, hash string) (salt, key []byte, err error) {
		h, err := Parse(hash)
		if err != nil {
			return nil, nil, err
		}
		if h.Cost != p.Costs[cost] {
			return nil, nil, fmt.Errorf("cost %d does not agree with the hash's %d", p.Costs[cost], h.Cost)
		}
		return h.Salt[:], h.Digest[:], nil
	},
}}

// cost is the place of the only cost.
const cost = 0
