package arena

import (
	"math"
	"testing"
)

func TestAnArenaKeepsItsMemoryUntilMoreIsNeeded(t *testing.T) {
	var a Arena[uint64]
	defer a.Close()
	first, err := a.Get(1000)
	if err != nil {
		t.Fatal(err)
	}
	for i := range first {
		if first[i] != 0 {
			t.Fatalf("word %d of new memory is %d", i, first[i])
		}
	}
	first[7] = 1
	fewer, err := a.Get(10)
	if err != nil || len(fewer) != 10 || fewer[7] != 1 {
		t.Errorf("%d words, %v; the memory is not the same", len(fewer), err)
	}
	for _, n := range []int{1001, 8<<20/8 + 5, 1} {
		w, err := a.Get(n)
		if err != nil || len(w) != n {
			t.Fatalf("%d words, %v, want %d", len(w), err, n)
		}
		w[0], w[n-1] = 1, 1
	}
}

func TestAClosedArenaHoldsNothing(t *testing.T) {
	var a Arena[uint32]
	for range 2 {
		w, err := a.Get(5 << 20)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(w); i += 1000 {
			if w[i] != 0 {
				t.Fatal("an earlier user's words are still there")
			}
			w[i] = 1
		}
		a.Close()
		a.Close()
	}
}

func TestNoMemoryIsAnError(t *testing.T) {
	var a Arena[uint64]
	for _, n := range []int{math.MaxInt, math.MaxInt / 8} {
		if _, err := a.Get(n); err == nil {
			t.Errorf("%d words were given", n)
		}
	}
	if w, err := a.Get(3); err != nil || len(w) != 3 {
		t.Errorf("afterwards %d words, %v", len(w), err)
	}
	a.Close()
}
