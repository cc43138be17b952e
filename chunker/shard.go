package chunker

import (
	"fmt"
	"math/bits"
)

// A Shard is one of N shares of some work: share I, counted from 1. Processes
// that never talk to each other do one share each. The zero value is all of the
// work.
type Shard struct{ I, N int }

// Whole reports whether s is all of the work.
func (s Shard) Whole() bool { return s.N == 0 }

func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.I, s.N) }

// Range returns which of n units belong to the shard: those from from up to,
// not including, to. The shards have equal numbers of units or one more, and
// are in order: each begins where the one before it ends. n is at least 0.
func (s Shard) Range(n int64) (from, to int64) {
	if s.Whole() {
		return 0, n
	}
	return s.border(s.I-1, n), s.border(s.I, n)
}

// border returns i/N of n, rounded down. It is at most n, as i is at most N.
func (s Shard) border(i int, n int64) int64 {
	high, low := bits.Mul64(uint64(i), uint64(n))
	quotient, _ := bits.Div64(high, low, uint64(s.N))
	return int64(quotient)
}

// Has reports whether something with this hash belongs to the shard. It
// depends on nothing else, so that what is added later moves nothing.
func (s Shard) Has(hash uint64) bool {
	return s.Whole() || hash%uint64(s.N) == uint64(s.I-1)
}
