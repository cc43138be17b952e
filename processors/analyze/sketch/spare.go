package sketch

import "sync"

// spareSlots holds slots that were rebuilt: columns become coarser a dozen times when their first
// values come, and the system takes longer to hand out memory than it takes to clear it.
var spareSlots sync.Pool

// newSlots returns n empty slots.
func newSlots(n int) []bin {
	if spare, _ := spareSlots.Get().(*[]bin); spare != nil && len(*spare) == n {
		clear(*spare)
		return *spare
	}
	slots := make([]bin, n)
	for i := 0; i < n; i += pageSlots * 2 {
		slots[i].count = 0 // as in table.grow
	}
	return slots
}
