package sketch

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestNthEqualsSorting(t *testing.T) {
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

func TestRadixSortEqualsSort(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{0, 1, 256, 257, 5000} {
		for _, mask := range []uint64{^uint64(0), 0xff00ff, 1 << 63, 0} {
			keys := make([]uint64, n)
			for i := range keys {
				keys[i] = rng.Uint64() & mask
			}
			want := slices.Sorted(slices.Values(keys))
			if got := radixSort(keys); !slices.Equal(got, want) {
				t.Errorf("%d keys, mask %x", n, mask)
			}
		}
	}
}
