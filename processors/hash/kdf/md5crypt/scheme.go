package md5crypt

import (
	"fmt"

	"fanout/processors/hash/kdf/crypt3"
	"fanout/processors/hash/kdf/scheme"
)

// Schemes are apr1, and md5crypt for verifying.
var Schemes = []*scheme.Scheme{
	newScheme("apr1", Apr1, false, "only for an Apache or nginx that takes nothing better"),
	newScheme("md5crypt", MD5Crypt, true, "change it at the next login"),
}

func newScheme(name, ident string, verifyOnly bool, advice string) *scheme.Scheme {
	return &scheme.Scheme{
		Name: name, VerifyOnly: verifyOnly,
		KeyBytes: KeyBytes, FixedKey: true, SaltBytes: MaxSalt * 6 / 8,
		Check: func(scheme.Params) error { return scheme.CheckAllowed("MD5") },
		Weak: func(scheme.Params) string {
			return fmt.Sprintf("%s is MD5 with %d rounds, which are tried by the million: %s", name, rounds, advice)
		},
		ReferenceTime: func(scheme.Params) float64 { return 250 * rounds },
		New: func(scheme.Params, int) scheme.Hasher {
			h := &hasher{prefix: "$" + ident + "$"}
			return scheme.Serial(h.hash)
		},
		CheckPassword: crypt3.CheckPassword,
		Salt:          crypt3.Text,
		Encode: func(_ scheme.Params, salt, key []byte) string {
			return (&Hash{Ident: ident, Salt: salt, Key: key}).String()
		},
		Decode: func(_ scheme.Params, hash string) (salt, key []byte, err error) {
			h, err := Parse(hash)
			if err != nil {
				return nil, nil, err
			}
			if h.Ident != ident {
				return nil, nil, fmt.Errorf("hash is $%s$, not $%s$", h.Ident, ident)
			}
			return h.Salt, h.Key, nil
		},
	}
}
