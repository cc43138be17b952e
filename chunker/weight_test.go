package chunker

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func self(i int64) int64 { return i }

func TestByWeightCutsWhereTheSumReachesTheTarget(t *testing.T) {
	const most int64 = math.MaxInt64
	for _, tt := range []struct {
		name   string
		items  []int64
		target int64
		want   string
	}{
		{"nothing", nil, 6, "[]"},
		{"exact sums", []int64{1, 2, 3, 4, 2, 6}, 6, "[[1 2 3] [4 2] [6]]"},
		{"overshoot and rest", []int64{5, 4, 1, 1}, 6, "[[5 4] [1 1]]"},
		{"a heavy item stands alone", []int64{1, 2, 100, 1, 2}, 6, "[[1 2] [100] [1 2]]"},
		{"heavy items first, last and in a row", []int64{9, 9, 1, 9}, 6, "[[9] [9] [1] [9]]"},
		{"an item just below the target is not heavy", []int64{5, 5, 5}, 6, "[[5 5] [5]]"},
		{"no weight", []int64{0, 0, 0}, 6, "[[0 0 0]]"},
		{"negative weight counts as none", []int64{5, -4, 1}, 6, "[[5 -4 1]]"},
		{"target 0", []int64{3, 0, -1}, 0, "[[3] [0] [-1]]"},
		{"negative target", []int64{3, 0}, -5, "[[3] [0]]"},
		{"sums beyond int64", []int64{most - 1, most - 1, most - 1}, most,
			fmt.Sprintf("[[%d %d] [%d]]", most-1, most-1, most-1)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := slices.Collect(ByWeight(tt.items, self, tt.target))
			if fmt.Sprint(got) != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}

func TestByWeightKeepsItsPromisesForRandomWeights(t *testing.T) {
	for seed := range uint64(200) {
		rnd := rand.New(rand.NewPCG(seed, 0))
		items := make([]int64, rnd.IntN(100))
		for i := range items {
			items[i] = rnd.Int64N(1 + rnd.Int64N(30))
		}
		target := 1 + rnd.Int64N(30)
		runs := slices.Collect(ByWeight(items, self, target))
		if !slices.Equal(slices.Concat(runs...), items) {
			t.Fatalf("seed %d: not the items: %v", seed, runs)
		}
		for i, run := range runs {
			sum := int64(0)
			for _, w := range run {
				sum += w
			}
			beforeHeavy := i+1 < len(runs) && runs[i+1][0] >= target
			switch {
			case len(run) > 1 && sum >= 2*target:
				t.Fatalf("seed %d: run %v weighs twice the target %d", seed, run, target)
			case sum < target && i+1 < len(runs) && !beforeHeavy:
				t.Fatalf("seed %d: run %v ends before the target %d", seed, run, target)
			case len(run) > 1 && slices.Max(run) >= target:
				t.Fatalf("seed %d: a heavy item has company in %v", seed, run)
			}
		}
	}
}

func TestByWeightRunsHaveNoSpareCapacityAndStopWhenAsked(t *testing.T) {
	items := []int64{1, 1, 1, 9, 1, 1, 1}
	for stop := 1; stop <= 4; stop++ {
		n := 0
		for run := range ByWeight(items, self, 2) {
			if cap(run) != len(run) {
				t.Errorf("run %v could be appended to over the next", run)
			}
			if n++; n == stop {
				break
			}
		}
		if n != stop {
			t.Errorf("%d runs, want %d", n, stop)
		}
	}
}

func TestByWeightAsksForEachWeightOnce(t *testing.T) {
	asked := make([]int, 7)
	for range ByWeight([]int{0, 1, 2, 3, 4, 5, 6}, func(i int) int64 { asked[i]++; return int64(i) }, 4) {
	}
	if !slices.Equal(asked, []int{1, 1, 1, 1, 1, 1, 1}) {
		t.Errorf("asked %v times", asked)
	}
}
