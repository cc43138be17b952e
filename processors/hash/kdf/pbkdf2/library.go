package pbkdf2

import (
	"context"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"hash"
	"math"

	"fanout/processors/hash/kdf/scheme"
)

// A library is a Hasher by the standard library, one password after the other.
type library struct {
	function             func() hash.Hash
	iterations, keyBytes int
}

func (l *library) Lanes() int { return 1 }

// Hash is as that of a Hasher, but looks at ctx between passwords only.
func (l *library) Hash(ctx context.Context, keys, passwords, salts [][]byte) error {
	for i, password := range passwords {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		key, err := pbkdf2.Key(l.function, string(password), salts[i], l.iterations, l.keyBytes)
		if err != nil {
			return err
		}
		copy(keys[i], key)
		clear(key)
	}
	return nil
}

// minIterations is RFC 8018's minimum.
const minIterations = 1000

// Others are PBKDF2 with the hash functions that fanout makes no new hashes
// with, and so has no lanes for.
var Others = []*scheme.Scheme{
	describeOther(sha1.New, "pbkdf2-sha1", 150, func(int) string {
		return "SHA-1 is not what OWASP recommends for PBKDF2, but SHA-256"
	}),
	describeOther(sha256.New224, "pbkdf2-sha224", 170, func(n int) string { return scheme.BelowOWASP("iterations", n, recommended256) }),
	describeOther(sha512.New384, "pbkdf2-sha384", 500, func(n int) string { return scheme.BelowOWASP("iterations", n, recommended512) }),
}

func describeOther(function func() hash.Hash, name string, nanoseconds float64, weak func(iterations int) string) *scheme.Scheme {
	size := function().Size()
	return &scheme.Scheme{
		Name: name, VerifyOnly: true,
		Costs: costs(minIterations), KeyBytes: size,
		Check: check,
		Weak:  func(p scheme.Params) string { return weak(p.Costs[iterations]) },
		ReferenceTime: func(p scheme.Params) float64 {
			return nanoseconds * float64(p.Costs[iterations]) * math.Ceil(float64(p.KeyBytes)/float64(size))
		},
		Cheaper: cheaper,
		New: func(p scheme.Params, _ int) scheme.Hasher {
			return scheme.Light(&library{function, p.Costs[iterations], p.KeyBytes})
		},
	}
}
