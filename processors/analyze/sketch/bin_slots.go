package sketch

import "sync"

// spareSlots holds slots that are no longer used. Columns become coarser a
// dozen times while their first values arrive, and it is faster to clear memory
// than to have the system provide it.
var spareSlots sync.Pool

// newSlots returns n empty slots.
func newSlots(n int) []bin {
	if spare, _ := spareSlots.Get().(*[]bin); spare != nil && len(*spare) == n {
		clear(*spare)
		return *spare
	}
	slots := make([]bin, n)
	for i := 0; i < n; i += pageSlots * 2 { // a bin has half the size of a slot
		slots[i].count = 0 // touch each page by a write first, else it faults twice
	}
	return slots
}
