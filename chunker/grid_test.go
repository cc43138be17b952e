package chunker

import (
	"math"
	"slices"
	"testing"
)

// checkGrid compares a grid with its definition: every byte, one after the
// other, goes into the last cell until that is full.
func checkGrid(t *testing.T, begin, end, unit int64) {
	t.Helper()
	var want [][2]int64
	for i := begin; i < end; i++ {
		if n := len(want); n > 0 && i-want[n-1][0] < unit {
			want[n-1][1] = i + 1
		} else {
			want = append(want, [2]int64{i, i + 1})
		}
	}
	g := Grid{begin, end, unit}
	if g.Len() != int64(len(want)) {
		t.Fatalf("%+v: %d cells, want %d", g, g.Len(), len(want))
	}
	for from := range len(want) + 1 {
		for to := from; to <= len(want); to++ {
			var got [][2]int64
			for b, e := range g.Cells(int64(from), int64(to)) {
				got = append(got, [2]int64{b, e})
			}
			if !slices.Equal(got, want[from:to]) {
				t.Fatalf("%+v, %d to %d: %v, want %v", g, from, to, got, want[from:to])
			}
		}
	}
}

func TestCellsCoverTheRangeInOrder(t *testing.T) {
	for begin := range int64(4) {
		for end := range int64(20) {
			for unit := int64(1); unit < 22; unit++ {
				checkGrid(t, begin, end, unit)
			}
		}
	}
}

func FuzzGrid(f *testing.F) {
	f.Add(int64(3), int64(40), int64(7))
	f.Fuzz(func(t *testing.T, begin, end, unit int64) {
		if unit < 1 || end-begin > 64 || begin > end || begin < -1<<40 {
			t.Skip()
		}
		checkGrid(t, begin, end, unit)
	})
}

func TestGridTakesAnySize(t *testing.T) {
	g := Grid{1, math.MaxInt64, 1 << 62}
	var got []int64
	for _, end := range g.Cells(0, g.Len()) {
		got = append(got, end)
	}
	if want := []int64{1 + 1<<62, math.MaxInt64}; !slices.Equal(got, want) {
		t.Errorf("ends at %v, want %v", got, want)
	}
	if n := (Grid{5, 4, 1}).Len(); n != 0 {
		t.Errorf("%d cells in a negative range", n)
	}
}

func TestGridStopsWhenAsked(t *testing.T) {
	for range (Grid{0, 10, 1}).Cells(0, 10) {
		break // the runtime panics if the sequence goes on
	}
}

func TestGridRefusesWhatItHasNot(t *testing.T) {
	mustPanic(t, "chunker: internal error: unit of 0 bytes", func() { (Grid{0, 1, 0}).Len() })
	mustPanic(t, "chunker: internal error: cells 0 to 4 of 3", func() { (Grid{0, 3, 1}).Cells(0, 4) })
	mustPanic(t, "chunker: internal error: cells -1 to 2 of 3", func() { (Grid{0, 3, 1}).Cells(-1, 2) })
	mustPanic(t, "chunker: internal error: cells 2 to 1 of 3", func() { (Grid{0, 3, 1}).Cells(2, 1) })
}
