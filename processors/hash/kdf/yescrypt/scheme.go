package yescrypt

import (
	"context"
	"fmt"
	"math/bits"

	"github.com/go-crypt/x/yescrypt"

	"fanout/processors/hash/kdf/crypt3"
	"fanout/processors/hash/kdf/scheme"
)

const (
	// The places of the costs.
	cost      = 0
	blockSize = 1

	// usual is the memory of crypt(3)'s default costs.
	usual = 16 << 20
)

// Schemes is yescrypt.
var Schemes = []*scheme.Scheme{{
	Name: "yescrypt", VerifyOnly: true,
	Costs: []scheme.Cost{
		{Name: "n", Option: "scrypt-n", Default: 4096, Phrase: "n %s"},
		{Name: "r", Option: "scrypt-r", Default: 32, Phrase: "r %d"},
	},
	KeyBytes: KeyBytes, FixedKey: true,
	Check: check,
	Weak: func(p scheme.Params) string {
		if memory(p) >= usual {
			return ""
		}
		return fmt.Sprintf("n %d, r %d take %d KiB, less than the %d of crypt(3)'s default", p.Costs[cost], p.Costs[blockSize], memory(p)>>10, usual>>10)
	},
	Memory:        func(p scheme.Params) int64 { return 2 * memory(p) },
	ReferenceTime: func(p scheme.Params) float64 { return 350 * float64(p.Costs[cost]) * float64(p.Costs[blockSize]) },
	New: func(p scheme.Params, _ int) scheme.Hasher {
		return &hasher{scheme.Serial(func(_ context.Context, key, password, salt []byte) error {
			k, err := yescrypt.Key(password, salt, p.Costs[cost], p.Costs[blockSize], 1, KeyBytes)
			if err != nil {
				return err
			}
			copy(key, k)
			clear(k)
			return nil
		}), p.Memory()}
	},
	CheckPassword: crypt3.CheckPassword,
	Encode: func(p scheme.Params, salt, key []byte) string {
		return (&Hash{N: p.Costs[cost], R: p.Costs[blockSize], Salt: salt, Key: key}).String()
	},
	Decode: func(p scheme.Params, hash string) (salt, key []byte, err error) {
		h, err := Parse(hash)
		if err != nil {
			return nil, nil, err
		}
		if h.N != p.Costs[cost] || h.R != p.Costs[blockSize] {
			return nil, nil, fmt.Errorf("n %d and r %d do not agree with the hash's %d and %d", p.Costs[cost], p.Costs[blockSize], h.N, h.R)
		}
		return h.Salt, h.Key, nil
	},
}}

// memory returns the bytes that one hash fills. The library takes fresh ones
// for each.
func memory(p scheme.Params) int64 { return 128 * int64(p.Costs[cost]) * int64(p.Costs[blockSize]) }

func check(p scheme.Params) error {
	if n := p.Costs[cost]; bits.OnesCount(uint(n)) != 1 {
		return &scheme.ParamError{Name: "n", Value: n, Problem: "must be a power of two"}
	}
	return scheme.CheckRanges(
		scheme.Range{Name: "n", Value: p.Costs[cost], Min: 1 << MinLog, Max: 1 << MaxLog},
		scheme.Range{Name: "r", Value: p.Costs[blockSize], Min: 1, Max: MaxR},
	)
}

// A hasher holds, until the garbage collector comes, the memory of the last
// hash beside that of the current one.
type hasher struct {
	scheme.Hasher
	memory int64
}

// Memory returns the bytes that one hash and the one before it take.
func (h *hasher) Memory() int64 { return h.memory }
