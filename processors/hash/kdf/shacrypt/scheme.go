package shacrypt

import (
	"fmt"

	"github.com/dustin/go-humanize"

	"fanout/processors/hash/kdf/crypt3"
	"fanout/processors/hash/kdf/scheme"
)

// Cost is the place of the only cost, the number of rounds.
const Cost = 0

// Scheme returns what the two have in common. usual is the number of rounds for
// new hashes. As many rounds as strong take as many compressions as the
// iterations that OWASP recommends for PBKDF2, at two each.
func (v *Variant) Scheme(usual, strong int) *scheme.Scheme {
	return &scheme.Scheme{
		Name: v.Name,
		Costs: []scheme.Cost{{
			Name: "rounds", Option: "rounds", Usage: "`N` rounds of " + v.Name, Default: usual, Phrase: "%s",
			Growth: scheme.Linear,
		}},
		KeyBytes: len(v.Order), FixedKey: true, SaltBytes: SaltSource,
		Check: func(p scheme.Params) error {
			return scheme.CheckRanges(scheme.Range{Name: "rounds", Value: p.Costs[Cost], Min: MinRounds, Max: MaxRounds})
		},
		Weak: func(p scheme.Params) string {
			if p.Costs[Cost] >= strong {
				return ""
			}
			return fmt.Sprintf("%s rounds is below %s, which cost as much as the %s iterations of PBKDF2 that OWASP recommends",
				humanize.Comma(int64(p.Costs[Cost])), humanize.Comma(int64(strong)), humanize.Comma(int64(strong/2)))
		},
		Cheaper: func(p scheme.Params) (scheme.Params, bool) {
			if p.Costs[Cost] < 2*MinRounds {
				return p, false
			}
			p.Costs[Cost] /= 2
			return p, true
		},
		CheckPassword: crypt3.CheckPassword,
		Salt:          crypt3.Text,
		Encode: func(p scheme.Params, salt, key []byte) string {
			return v.Encode(p.Costs[Cost], salt, key)
		},
		Decode: func(p scheme.Params, hash string) (salt, key []byte, err error) {
			rounds, salt, key, err := v.Parse(hash)
			if err == nil && rounds != p.Costs[Cost] {
				err = fmt.Errorf("rounds %d do not agree with the hash's %d", p.Costs[Cost], rounds)
			}
			return salt, key, err
		},
	}
}
