package argon2

import (
	"fmt"
	"math"

	"github.com/dustin/go-humanize"

	"fanout/processors/hash/kdf/scheme"
)

// Schemes are the variants of Argon2. Argon2i and Argon2d are for verifying old
// hashes: RFC 9106 section 4 advises Argon2id instead.
var Schemes = []*scheme.Scheme{
	describe(ID, "argon2id"),
	describe(I, "argon2i"),
	describe(D, "argon2d"),
}

// The places of the costs.
const (
	memoryKiB = iota
	time
	parallelism
	version
)

// describe returns the scheme of a variant.
func describe(v Variant, name string) *scheme.Scheme {
	s := &scheme.Scheme{
		Name: name, Kernel: "argon2", VerifyOnly: v != ID,
		Costs: []scheme.Cost{
			{Name: "memory_kib", Option: "memory-cost", Usage: "memory of argon2id, in `KiB`", Default: 19456, Phrase: "%s KiB", Growth: scheme.LinearKiB},
			{Name: "time", Option: "time-cost", Usage: "`N` passes of argon2id", Default: 2, Phrase: "time %d", Growth: scheme.Linear},
			{Name: "parallelism", Option: "parallelism", Default: 1, Phrase: "parallelism %d",
				Usage: "`N` lanes of argon2id (part of the hash, not the number of workers)"},
			{Name: "version", Default: version13, Phrase: "version %d"},
		},
		KeyBytes: 32,
		Check:    check,
		Memory:   func(p scheme.Params) int64 { return int64(p.Costs[memoryKiB]) << 10 },
		ReferenceTime: func(p scheme.Params) float64 {
			return 600 * float64(p.Costs[memoryKiB]) * float64(p.Costs[time])
		},
		Cheaper: func(p scheme.Params) (scheme.Params, bool) {
			if p.Costs[time] <= 1 {
				return p, false
			}
			p.Costs[time]--
			return p, true
		},
		New: func(p scheme.Params, lanes int) scheme.Hasher {
			h := New(v, p.Costs[memoryKiB], p.Costs[time], p.Costs[parallelism], p.KeyBytes, lanes)
			h.version = p.Costs[version]
			return h
		},
	}
	s.Weak = weak // the figures are for Argon2id, and the others are no stronger
	return s
}

// check holds the parameters to RFC 9106 section 3.1, and to the two versions
// that there have been.
func check(p scheme.Params) error {
	lanes := p.Costs[parallelism]
	if v := p.Costs[version]; v != version10 && v != version13 {
		return &scheme.ParamError{Name: "version", Value: v, Problem: fmt.Sprintf("must be %d or, in old hashes, %d", version13, version10)}
	}
	return scheme.CheckRanges(
		scheme.Range{Name: "key_bytes", Value: p.KeyBytes, Min: 4, Max: scheme.MaxKeyBytes},
		scheme.Range{Name: "parallelism", Value: lanes, Min: 1, Max: 255},
		scheme.Range{Name: "memory_kib", Value: p.Costs[memoryKiB], Min: 8 * max(1, lanes), Max: math.MaxInt32},
		scheme.Range{Name: "time", Value: p.Costs[time], Min: 1, Max: math.MaxInt32},
	)
}

// weak compares with the pairs of memory and time that OWASP gives as equally
// strong.
func weak(p scheme.Params) string {
	if p.Costs[version] == version10 {
		return fmt.Sprintf("version %d is older than version %d, which OWASP's figures and RFC 9106 are about", version10, version13)
	}
	for _, enough := range [][2]int{{47104, 1}, {19456, 2}, {12288, 3}, {9216, 4}, {7168, 5}} {
		if p.Costs[memoryKiB] >= enough[0] && p.Costs[time] >= enough[1] {
			return ""
		}
	}
	return fmt.Sprintf("%s KiB of memory with time %d is below what OWASP recommends, such as 19,456 KiB with time 2", humanize.Comma(int64(p.Costs[memoryKiB])), p.Costs[time])
}
