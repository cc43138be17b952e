package chunker_test

import (
	"fmt"
	"math"
	"testing"

	"fanout/chunker"
)

func TestShardsAreEqualSharesInOrder(t *testing.T) {
	for _, n := range []int64{0, 1, 2, 63, 64, 65, 1000, math.MaxInt64} {
		for _, of := range []int{1, 2, 3, 7, 64, 100_000} {
			at := int64(0)
			for i := 1; i <= of; i++ {
				from, to := chunker.Shard{I: i, N: of}.Range(n)
				if from != at {
					t.Fatalf("shard %d/%d of %d begins at %d, the one before ends at %d", i, of, n, from, at)
				}
				if size, share := to-from, n/int64(of); size != share && size != share+1 {
					t.Fatalf("shard %d/%d of %d has %d units", i, of, n, size)
				}
				at = to
			}
			if at != n {
				t.Fatalf("%d shards of %d end at %d", of, n, at)
			}
		}
	}
}

func TestEveryHashBelongsToOneShard(t *testing.T) {
	for _, of := range []int{1, 2, 3, 7, 64} {
		for hash := uint64(math.MaxUint64); hash > math.MaxUint64-1000; hash-- {
			has := 0
			for i := 1; i <= of; i++ {
				if (chunker.Shard{I: i, N: of}).Has(hash) {
					has++
				}
			}
			if has != 1 {
				t.Fatalf("hash %d belongs to %d of %d shards", hash, has, of)
			}
		}
	}
}

func TestZeroShardIsTheWhole(t *testing.T) {
	var s chunker.Shard
	if from, to := s.Range(5); !s.Whole() || from != 0 || to != 5 || !s.Has(3) {
		t.Error("the zero shard leaves something out")
	}
}

func ExampleShard() {
	for i := 1; i <= 3; i++ {
		s := chunker.Shard{I: i, N: 3}
		from, to := s.Range(10)
		fmt.Printf("%s has %d to %d\n", s, from, to-1)
	}
	// Output:
	// 1/3 has 0 to 2
	// 2/3 has 3 to 5
	// 3/3 has 6 to 9
}
