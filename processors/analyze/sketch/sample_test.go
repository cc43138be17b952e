package sketch

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestNthIsThatOfTheSorted(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, mask := range []uint64{^uint64(0), 3, 3 << 62, 0} {
		ranks := make([]uint64, 1000)
		for i := range ranks {
			ranks[i] = rng.Uint64() & mask
		}
		sorted := slices.Sorted(slices.Values(ranks))
		for n := range ranks {
			if got := nth(ranks, n); got != sorted[n] {
				t.Fatalf("mask %x, %d: %x, want %x", mask, n, got, sorted[n])
			}
		}
	}
}
