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
		Name: "cost", Option: "cost", Usage: "cost of bcrypt: 2^`N` rounds", Default: 12, Phrase: "cost %d",
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
		h := newHash("2b", p.Costs[cost], salt, key)
		return h.String()
	},
	Decode: func(p scheme.Params, hash string) (salt, key []byte, err error) {
		h, err := Parse(hash)
		if err != nil {
			return nil, nil, err
		}
		return h.parts(p.Costs[cost])
	},
}}

func newHash(ident string, cost int, salt, key []byte) Hash {
	h := Hash{Ident: ident, Cost: cost, Salt: [SaltBytes]byte(salt)}
	copy(h.Digest[:], key)
	return h
}

// parts returns salt and digest if the hash is of that cost.
func (h *Hash) parts(cost int) (salt, key []byte, err error) {
	if h.Cost != cost {
		return nil, nil, fmt.Errorf("cost %d does not agree with the hash's %d", cost, h.Cost)
	}
	return h.Salt[:], h.Digest[:], nil
}

// cost is the place of the only cost.
const cost = 0
