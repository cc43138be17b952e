package digest

import "fanout/processors/hash/kdf/scheme"

// Schemes are the Kinds. New hashes have the first of them.
var Schemes = func() (schemes []*scheme.Scheme) {
	for i, k := range Kinds {
		schemes = append(schemes, newScheme(k, i > 0))
	}
	return schemes
}()

func newScheme(k *Kind, verifyOnly bool) *scheme.Scheme {
	weak := k.Name + " is one fast digest, of which billions are tried in a second: only for servers that take nothing better"
	if !k.Salted {
		weak = k.Name + " is one fast digest without a salt, whose passwords are found in tables"
	}
	return &scheme.Scheme{
		Name: k.Name, VerifyOnly: verifyOnly,
		KeyBytes: k.Bytes, FixedKey: true,
		Check: func(scheme.Params) error {
			if k.old == "" {
				return nil
			}
			return scheme.CheckAllowed(k.old)
		},
		Weak:          func(scheme.Params) string { return weak },
		ReferenceTime: func(scheme.Params) float64 { return 500 },
		New: func(scheme.Params, int) scheme.Hasher {
			h := &hasher{kind: k}
			return scheme.Serial(h.hash)
		},
	}
}
