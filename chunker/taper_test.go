package chunker_test

import (
	"fmt"
	"testing"

	"fanout/chunker"
)

func ExampleTaper() {
	taper := chunker.NewTaper(chunker.TaperOptions{Items: 100, Workers: 2, Batch: 4, Granularity: 1, Max: 16})
	for left := 100; left > 0; {
		n := min(left, taper.Next())
		taper.Advance(n)
		left -= n
		fmt.Print(n, " ")
	}
	// Output:
	// 16 16 16 12 8 4 4 4 4 4 4 4 2 2
}

// Workers that each take the next chunk when they are free end at most one
// batch apart, and only the last batches are not full: as few as possible where
// a full one takes no longer, or evenly filled where every item counts.
func TestTaperEndsAllWorkersTogether(t *testing.T) {
	for _, workers := range []int{1, 2, 7} {
		for _, batch := range []int{1, 5, 8} {
			for _, granularity := range []int{1, batch} {
				for _, batches := range []int{1, 3, 200} {
					for items := 1; items < 700; items++ {
						checkTaper(t, chunker.TaperOptions{
							Items: int64(items), Workers: workers, Batch: batch, Granularity: granularity, Max: batches * batch,
						})
					}
				}
			}
		}
	}
}

func checkTaper(t *testing.T, opt chunker.TaperOptions) {
	t.Helper()
	taper := chunker.NewTaper(opt)
	busy := make([]int, opt.Workers) // batches
	fullest, partial := 0, 0         // of the batches that are not full: the fullest, and how many there are
	for left := int(opt.Items); left > 0; {
		n := min(left, taper.Next())
		if n < 1 || n > opt.Max {
			t.Fatalf("%+v: a chunk of %d items", opt, n)
		}
		for range n {
			taper.Advance(1)
		}
		left -= n
		free := 0
		for i := range busy {
			if busy[i] < busy[free] {
				free = i
			}
		}
		busy[free] += (n + opt.Batch - 1) / opt.Batch
		if n%opt.Batch != 0 {
			fullest = max(fullest, n)
			partial++
		}
	}
	shortest, longest := busy[0], busy[0]
	for _, b := range busy {
		shortest, longest = min(shortest, b), max(longest, b)
	}
	round := opt.Workers * opt.Batch
	ideal := (int(opt.Items) + round - 1) / round
	if longest-shortest > 1 || longest > ideal {
		t.Errorf("%+v: %v batches, at best %d", opt, busy, ideal)
	}
	rest := int(opt.Items) % round
	if opt.Granularity == 1 && fullest > (rest+opt.Workers-1)/opt.Workers || opt.Granularity == opt.Batch && partial > 1 {
		t.Errorf("%+v: %d batches are not full, the fullest has %d items", opt, partial, fullest)
	}
}

func TestTaperAdvancesByAnyNumber(t *testing.T) {
	opt := chunker.TaperOptions{Items: 1003, Workers: 3, Batch: 4, Granularity: 1, Max: 40}
	for passed := range 1010 {
		at, singly := chunker.NewTaper(opt), chunker.NewTaper(opt)
		at.Advance(passed)
		for range passed {
			singly.Advance(1)
		}
		if a, b := at.Next(), singly.Next(); a != b {
			t.Errorf("after %d items at once a chunk of %d, after as many single ones %d", passed, a, b)
		}
	}
}

func TestTaperCutsUnknownLengthsIntoFullChunks(t *testing.T) {
	for _, items := range []int64{0, -1} {
		taper := chunker.NewTaper(chunker.TaperOptions{Items: items, Workers: 2, Batch: 8, Granularity: 1, Max: 24})
		for range 3 {
			if n := taper.Next(); n != 24 {
				t.Errorf("%d items", n)
			}
			taper.Advance(24)
		}
	}
}
