package resize

import (
	"fmt"
	"hash/maphash"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"fanout/internal/inputs"
)

func TestANameIndexFindsEveryNumberOfAName(t *testing.T) {
	x := newNameIndex()
	for i := range 1000 {
		x.add(fmt.Sprint("name ", i%700), i)
	}
	x.sort()
	for i := range 700 {
		want := []int{i}
		if i < 300 {
			want = append(want, i+700)
		}
		if got := slices.Collect(x.at(fmt.Sprint("name ", i))); !slices.Equal(got, want) {
			t.Fatalf("name %d: %v, want %v", i, got, want)
		}
	}
	if got := slices.Collect(x.at("name 700")); got != nil {
		t.Error(got)
	}
}

// Two names of one hash are not one name.
func TestNamesOfOneHashAreToldApart(t *testing.T) {
	plan, err := planOf(t, defaults("out", "in"), "in/a.png", "in/b.png", "out/x.png")
	if err != nil {
		t.Fatal(err)
	}
	in, other := plan.inputPaths(), filepath.Join("out", "x.png")
	real, err := in.folders.Entry(other)
	if err != nil {
		t.Fatal(err)
	}
	for i := range in.index.entries {
		in.index.entries[i].hash = maphash.String(in.index.seed, inputs.Fold(real))
	}
	info, err := os.Lstat(other)
	if err != nil {
		t.Fatal(err)
	}
	if in.lost(in.folders, other, info) {
		t.Error("a file that is no input was taken for one")
	}
}
