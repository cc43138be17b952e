package sketch

const (
	// initialSlots is the number of slots of a small table.
	initialSlots = 32
	// pageSlots is the number of slots in a memory page of the smallest size.
	pageSlots = 4096 / 32
	// smallMax is the largest valueTable.max of a table for which memory counts
	// more than time. It is below that of a file of few columns.
	smallMax = 1<<16 - 1
)

// room returns how many of that number of slots may be occupied: a quarter of a
// few slots, so that most values are found in their home, and three quarters of
// many, or of those of a small table.
func (t *valueTable) room(slots int) int {
	switch {
	case t.max <= smallMax || slots > 16384:
		return slots / 4 * 3
	case slots > 4096:
		return slots / 2
	}
	return slots / 4
}

// grow makes the slots twice as many, or half as many again if there are some
// thousands. From 12288 slots on it allocates all that t will ever need,
// because repeated copying would cost more. A small table grows by a quarter
// instead.
func (t *valueTable) grow() {
	n := len(t.slots)
	limit := max(n/8*9, (t.max/3+1)*4+4)
	switch {
	case n == 0:
		n = initialSlots
	case n < 4096 && t.max > smallMax:
		n *= 2
	case t.max <= smallMax && n >= 4096:
		n = min(n+n/4, limit)
	case n < 12288:
		n = min(n+n/2, limit)
	default:
		n = limit
	}
	old := t.slots
	t.slots = make([]slot, (n+1)&^1)
	for i := 0; i < len(t.slots); i += pageSlots {
		t.slots[i].meta = 0 // touch each page by a write first, else it faults twice
	}
	for i := range old {
		if x := &old[i]; !x.empty() {
			t.slots[t.free(x.hash())] = *x
		}
	}
}

// fit makes room for n values.
func (t *valueTable) fit(n int) {
	for t.room(len(t.slots)) < n {
		t.grow()
	}
}
