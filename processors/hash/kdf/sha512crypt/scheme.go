package sha512crypt

import (
	"fmt"

	"fanout/processors/hash/kdf/scheme"
)

const (
	// defaultRounds are passlib's, as OWASP recommends none.
	defaultRounds = 656_000
	// strongRounds take as many compressions of SHA-512 as the 220,000
	// iterations that OWASP recommends for PBKDF2, at two each.
	strongRounds = 440_000

	costRounds = 0 // the place of the only cost
)

// Schemes is sha512crypt.
var Schemes = []*scheme.Scheme{{
	Name: "sha512crypt", Kernel: "sha512crypt",
	Costs: []scheme.Cost{{
		Name: "rounds", Option: "rounds", Usage: "`N` rounds of sha512crypt", Default: defaultRounds, Phrase: "%s",
		Growth: scheme.Linear,
	}},
	KeyBytes: KeyBytes, FixedKey: true, SaltBytes: SaltSource,
	SharedLanes: true,
	Check: func(p scheme.Params) error {
		return scheme.CheckRanges(scheme.Range{Name: "rounds", Value: p.Costs[costRounds], Min: MinRounds, Max: MaxRounds})
	},
	Weak: func(p scheme.Params) string {
		if p.Costs[costRounds] >= strongRounds {
			return ""
		}
		return fmt.Sprintf("rounds %d is below %d, which cost as much as OWASP's 220000 iterations of PBKDF2", p.Costs[costRounds], strongRounds)
	},
	ReferenceTime: func(p scheme.Params) float64 { return 300 * float64(p.Costs[costRounds]) },
	Cheaper: func(p scheme.Params) (scheme.Params, bool) {
		if p.Costs[costRounds] < 2*MinRounds {
			return p, false
		}
		p.Costs[costRounds] /= 2
		return p, true
	},
	New:           func(p scheme.Params, _ int) scheme.Hasher { return scheme.Light(New(p.Costs[costRounds])) },
	CheckPassword: Check,
	Salt:          Salt,
	Encode: func(p scheme.Params, salt, key []byte) string {
		return Encode(p.Costs[costRounds], salt, key)
	},
	Decode: func(p scheme.Params, hash string) (salt, key []byte, err error) {
		rounds, salt, key, err := Parse(hash)
		if err == nil && rounds != p.Costs[costRounds] {
			err = fmt.Errorf("rounds %d do not agree with the hash's %d", p.Costs[costRounds], rounds)
		}
		return salt, key, err
	},
}}
