package scrypt

import (
	"fmt"
	"math/bits"

	"github.com/dustin/go-humanize"

	"fanout/processors/hash/kdf/scheme"
)

// Schemes is scrypt.
var Schemes = []*scheme.Scheme{{
	Name: "scrypt", Kernel: "scrypt",
	Costs: []scheme.Cost{
		{Name: "n", Option: "scrypt-n", Usage: "cost `N` of scrypt, a power of two", Default: 1 << 17, Phrase: "n %s", Growth: scheme.Doubling},
		{Name: "r", Option: "scrypt-r", Usage: "block size `N` of scrypt", Default: 8, Phrase: "r %d"},
		{Name: "p", Option: "scrypt-p", Usage: "parallelism `N` of scrypt", Default: 1, Phrase: "p %d", Growth: scheme.Linear},
	},
	KeyBytes: 32,
	Check:    check,
	Weak:     weak,
	Memory: func(p scheme.Params) int64 {
		return 128 * int64(p.Costs[blockSize]) * (int64(p.Costs[cost]) + int64(p.Costs[parallelism]) + 2)
	},
	ReferenceTime: func(p scheme.Params) float64 {
		return 320 * float64(p.Costs[cost]) * float64(p.Costs[blockSize]) * float64(p.Costs[parallelism])
	},
	Cheaper: func(p scheme.Params) (scheme.Params, bool) {
		if p.Costs[parallelism] <= 1 {
			return p, false
		}
		p.Costs[parallelism]--
		return p, true
	},
	New: func(p scheme.Params, lanes int) scheme.Hasher {
		return New(p.Costs[cost], p.Costs[blockSize], p.Costs[parallelism], p.KeyBytes, lanes)
	},
}}

// The places of the costs, which RFC 7914 section 2 calls N, r and p.
const (
	cost = iota
	blockSize
	parallelism
)

// check holds the parameters to RFC 7914 section 2, and N to 2^30.
func check(p scheme.Params) error {
	n, r, parts := p.Costs[cost], p.Costs[blockSize], p.Costs[parallelism]
	if bits.OnesCount(uint(n)) != 1 {
		return &scheme.ParamError{Name: "n", Value: n, Problem: "must be a power of two above 1"}
	}
	if int64(r)*int64(parts) >= 1<<30 {
		return &scheme.ParamError{Name: "r", Value: r, Problem: fmt.Sprintf("must be below 2^30 / p, which is %d", parts)}
	}
	return scheme.CheckRanges(
		scheme.Range{Name: "key_bytes", Value: p.KeyBytes, Min: 1, Max: scheme.MaxKeyBytes},
		scheme.Range{Name: "r", Value: r, Min: 1, Max: 1 << 20},
		scheme.Range{Name: "p", Value: parts, Min: 1, Max: 1 << 20},
		scheme.Range{Name: "n", Value: n, Min: 2, Max: 1 << 30},
	)
}

// weak compares with the pairs of N and p that OWASP gives as equally strong.
func weak(p scheme.Params) string {
	n, r, parts := p.Costs[cost], p.Costs[blockSize], p.Costs[parallelism]
	for _, enough := range [][2]int{{1 << 17, 1}, {1 << 16, 2}, {1 << 15, 3}, {1 << 14, 5}, {1 << 13, 10}} {
		if n >= enough[0] && parts >= enough[1] && r >= 8 {
			return ""
		}
	}
	return fmt.Sprintf("n %s, r %d, p %d is below what OWASP recommends, such as n 131,072, r 8, p 1", humanize.Comma(int64(n)), r, parts)
}
