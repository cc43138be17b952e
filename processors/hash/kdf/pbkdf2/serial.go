package pbkdf2

import (
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/binary"
	"hash"
	"math"

	"fanout/processors/hash/kdf/mac"
	"fanout/processors/hash/kdf/scheme"
)

// A serial Hasher uses the standard library's hash functions, for one password
// after the other.
type serial struct {
	mac                  *mac.MAC
	size                 int // of a digest, in bytes
	iterations, keyBytes int
}

func newSerial(function func() hash.Hash, iterations, keyBytes int) *serial {
	return &serial{mac.New(function), function().Size(), iterations, keyBytes}
}

func (s *serial) Lanes() int { return 1 }

// Hash is as that of a Hasher.
func (s *serial) Hash(ctx context.Context, keys, passwords, salts [][]byte) error {
	defer s.mac.Clear()
	for i, password := range passwords {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		s.mac.SetKey(password)
		if err := s.key(ctx, keys[i], salts[i]); err != nil {
			return err
		}
	}
	return nil
}

// serialPoll is how many iterations there are between looks at ctx: some
// milliseconds.
const serialPoll = 1 << 13

// key sets key (RFC 8018, section 5.2). The password is the key of s.mac.
func (s *serial) key(ctx context.Context, key, salt []byte) error {
	var index [4]byte
	u, sum := make([]byte, 0, s.size), make([]byte, s.size)
	defer func() {
		clear(u)
		clear(sum)
	}()
	for block := uint32(1); len(key) > 0; block++ {
		binary.BigEndian.PutUint32(index[:], block)
		u = s.mac.Append(u[:0], salt, index[:])
		copy(sum, u)
		for i := range s.iterations - 1 {
			if i%serialPoll == 0 && ctx.Err() != nil {
				return context.Cause(ctx)
			}
			u = s.mac.Append(u[:0], u)
			subtle.XORBytes(sum, sum, u)
		}
		key = key[copy(key, sum):]
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
			return scheme.Light(newSerial(function, p.Costs[iterations], p.KeyBytes))
		},
	}
}
