package phpass

import (
	"context"
	"crypto/md5"
	"fmt"
	"math"

	"fanout/processors/hash/kdf/crypt3"
	"fanout/processors/hash/kdf/scheme"
)

// strongDrupal is the cost whose rounds take as many compressions of SHA-512 as
// the 220,000 iterations that OWASP recommends for PBKDF2, at two each.
const strongDrupal = 19

// Schemes are phpass and drupal7.
var Schemes = []*scheme.Scheme{
	newScheme(variant{
		name: "phpass", ident: Portable, usual: 13, keyBytes: md5.Size, maxPassword: maxPortable, limit: "WordPress",
		nanoseconds: 140, allowed: func() error { return scheme.CheckAllowed("MD5") }, hash: (*hasher).portable,
		weak: func(int) string {
			return "phpass is MD5, of which millions are tried at a time: change it at the next login"
		},
	}),
	newScheme(variant{
		name: "drupal7", ident: Drupal, usual: 15, keyBytes: drupalKeyBytes, maxPassword: maxDrupal, limit: "Drupal",
		nanoseconds: 300, allowed: func() error { return nil }, hash: (*hasher).drupal,
		weak: func(cost int) string {
			if cost >= strongDrupal {
				return ""
			}
			return fmt.Sprintf("cost %d is below %d, whose rounds cost as much as OWASP's 220000 iterations of PBKDF2", cost, strongDrupal)
		},
	}),
}

// A variant is what the two differ in.
type variant struct {
	name, ident string
	usual       int // cost
	keyBytes    int
	maxPassword int
	limit       string  // whose maxPassword it is
	nanoseconds float64 // of a round
	allowed     func() error
	hash        func(h *hasher, ctx context.Context, key, password, salt []byte) error
	weak        func(cost int) string
}

func newScheme(v variant) *scheme.Scheme {
	return &scheme.Scheme{
		Name: v.name, VerifyOnly: true,
		Costs:    []scheme.Cost{{Name: "cost", Option: "cost", Default: v.usual, Phrase: "cost %d"}},
		KeyBytes: v.keyBytes, FixedKey: true, SaltBytes: SaltBytes * 6 / 8,
		Check: func(p scheme.Params) error {
			if err := v.allowed(); err != nil {
				return err
			}
			return scheme.CheckRanges(scheme.Range{Name: "cost", Value: p.Costs[0], Min: MinCost, Max: MaxCost})
		},
		Weak:          func(p scheme.Params) string { return v.weak(p.Costs[0]) },
		ReferenceTime: func(p scheme.Params) float64 { return v.nanoseconds * math.Exp2(float64(p.Costs[0])) },
		Cheaper: func(p scheme.Params) (scheme.Params, bool) {
			if p.Costs[0] <= MinCost {
				return p, false
			}
			p.Costs[0]--
			return p, true
		},
		New: func(p scheme.Params, _ int) scheme.Hasher {
			h := &hasher{cost: p.Costs[0]}
			return scheme.Serial(func(ctx context.Context, key, password, salt []byte) error {
				return v.hash(h, ctx, key, password, salt)
			})
		},
		CheckPassword: func(password []byte) error {
			if len(password) > v.maxPassword {
				return fmt.Errorf("password is longer than the %d bytes that %s takes", v.maxPassword, v.limit)
			}
			return nil
		},
		Salt: crypt3.Text,
		Encode: func(p scheme.Params, salt, key []byte) string {
			return (&Hash{Ident: v.ident, Cost: p.Costs[0], Salt: salt, Key: key}).String()
		},
		Decode: func(p scheme.Params, hash string) (salt, key []byte, err error) {
			h, err := Parse(hash)
			switch {
			case err != nil:
				return nil, nil, err
			case (h.Ident == Drupal) != (v.ident == Drupal):
				return nil, nil, fmt.Errorf("hash is $%s$, not $%s$", h.Ident, v.ident)
			case h.Cost != p.Costs[0]:
				return nil, nil, fmt.Errorf("cost %d does not agree with the hash's %d", p.Costs[0], h.Cost)
			}
			return h.Salt, h.Key, nil
		},
	}
}
