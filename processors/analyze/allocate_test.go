package analyze

import "testing"

func TestAllocateStaysInsideTheMemory(t *testing.T) {
	plan := &Plan{Datasets: []*Dataset{{columns: make([]int, 3)}, {columns: make([]int, 50)}, {}}}
	opt := &Options{}
	each := opt.Profile.Memory(50)
	for _, tt := range []struct {
		workers int
		memory  int64
		want    Allocation
	}{
		{4, 10 * each, Allocation{4, each, 6 * each}},
		{4, 3*each + 5, Allocation{3, each, 5}},
		{4, 2 * each, Allocation{2, each, 1}},
		{4, each / 2, Allocation{1, each, 1}}, // one runs, whatever it takes
	} {
		if got := plan.Allocate(opt, tt.workers, tt.memory); got != tt.want {
			t.Errorf("%d workers in %d bytes: %+v, want %+v", tt.workers, tt.memory, got, tt.want)
		}
	}
	if got := (&Plan{}).Allocate(opt, 3, 100); got.Workers != 3 {
		t.Errorf("without a dataset: %+v", got)
	}
}
