package pool

import (
	"context"
	"fmt"
	"testing"
)

func TestOverheadIsAtMostTwoAllocationsPerChunk(t *testing.T) {
	const n = 2000
	perRun := testing.AllocsPerRun(5, func() {
		if _, err := Run(t.Context(), Options{Workers: 2}, benchmarkJob(n)); err != nil {
			t.Fatal(err)
		}
	})
	if perRun > 2*n {
		t.Errorf("%.2f allocations per chunk", perRun/n)
	}
}

// heavy is a chunk that is Weighted and too big for an interface word.
type heavy struct {
	weight int64
	name   string
}

func (h heavy) Weight() int64 { return h.weight }

func benchmarkJob(n int) *fakeJob[heavy, heavy] {
	return &fakeJob[heavy, heavy]{
		chunks: func(yield func(heavy, error) bool) {
			for range n {
				if !yield(heavy{1, "x"}, nil) {
					return
				}
			}
		},
		work: func(_ context.Context, c heavy) (heavy, error) { return c, nil },
	}
}

// BenchmarkRun is the cost of passing one chunk through.
func BenchmarkRun(b *testing.B) {
	for _, workers := range []int{1, 2, 16} {
		b.Run(fmt.Sprint(workers), func(b *testing.B) {
			b.ReportAllocs()
			if _, err := Run(b.Context(), Options{Workers: workers, Budget: 1 << 20}, benchmarkJob(b.N)); err != nil {
				b.Fatal(err)
			}
		})
	}
}
