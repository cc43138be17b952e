package sketch

import (
	"bytes"
	"encoding/binary"
	"iter"
	"math/bits"
)

// A valueTable counts distinct values exactly. It is a hash table with open
// addressing and linear probing, which holds short values in its slots and
// longer ones in an arena.
type valueTable struct {
	slots  []slot
	count  int   // occupied slots
	max    int   // values that it will have to hold at most
	long   arena // values longer than shortSize
	length int   // bytes of all values
}

// A slot takes 32 bytes, half of a cache line. It is empty if meta is 0.
type slot struct {
	ends        // of a long value: its hash, and its position in the arena and its size
	rank uint64 // the lowest rank of its occurrences, see rankOf
	meta uint64 // count·countOne + size, or longSize instead of the size
}

const (
	longSize = shortSize + 1
	countOne = 1 << 8
	sizeMask = countOne - 1
)

func (x *slot) empty() bool   { return x.meta == 0 }
func (x *slot) count() uint64 { return x.meta / countOne }
func (x *slot) isLong() bool  { return x.meta&sizeMask == longSize }

// size returns the length of the value in x.
func (x *slot) size() int {
	if x.isLong() {
		return int(x.tail >> 32)
	}
	return int(x.meta & sizeMask)
}

// hash returns the table hash of the value in x.
func (x *slot) hash() uint64 {
	if x.isLong() {
		return x.head
	}
	return tableHash(x.ends, int(x.meta&sizeMask))
}

// value returns the value of an occupied slot. It writes a short value to
// scratch.
func (t *valueTable) value(x *slot, scratch *[shortSize]byte) []byte {
	if x.isLong() {
		return t.longValue(x)
	}
	size := x.meta & sizeMask
	binary.LittleEndian.PutUint64(scratch[:], x.head)
	if size > 8 {
		binary.LittleEndian.PutUint64(scratch[size-8:], x.tail)
	}
	return scratch[:size]
}

// longValue returns the value of a slot whose value is in the arena.
func (t *valueTable) longValue(x *slot) []byte { return t.long.at(x.tail%(1<<32), x.tail>>32) }

// home returns the slot at which the search for a value with that hash begins:
// the first slot of a pair, which is a cache line. The number of slots must be
// even and not 0.
func (t *valueTable) home(hash uint64) int {
	at, _ := bits.Mul64(hash, uint64(len(t.slots)))
	return int(at) &^ 1
}

// find returns the slot of a short value, or nil.
func (t *valueTable) find(v ends, size int, hash uint64) *slot {
	if t.count == 0 {
		return nil
	}
	for i := t.home(hash); ; {
		x := &t.slots[i]
		switch {
		case x.ends == v && x.meta&sizeMask == uint64(size) && !x.empty():
			return x
		case x.empty():
			return nil
		}
		if i++; i == len(t.slots) {
			i = 0
		}
	}
}

// findLong returns the slot of a long value, or nil.
func (t *valueTable) findLong(b []byte, hash uint64) *slot {
	if t.count == 0 {
		return nil
	}
	for i := t.home(hash); ; {
		x := &t.slots[i]
		switch {
		case x.head == hash && x.isLong() && x.tail>>32 == uint64(len(b)) && bytes.Equal(t.longValue(x), b):
			return x
		case x.empty():
			return nil
		}
		if i++; i == len(t.slots) {
			i = 0
		}
	}
}

// insert adds a short value that is not in t. Its count is 0; the caller must
// increase it at once.
func (t *valueTable) insert(v ends, size int, hash uint64) *slot {
	t.length += size
	return t.put(slot{ends: v, rank: ^uint64(0), meta: uint64(size)}, hash)
}

// insertLong is insert for a long value.
func (t *valueTable) insertLong(b []byte, hash uint64) *slot {
	t.length += len(b)
	at := ends{hash, uint64(len(b))<<32 | uint64(t.long.keep(b))}
	return t.put(slot{ends: at, rank: ^uint64(0), meta: longSize}, hash)
}

// put copies x to the first free slot from its home on.
func (t *valueTable) put(x slot, hash uint64) *slot {
	if t.count >= t.room(len(t.slots)) {
		t.grow()
	}
	i := t.free(hash)
	t.slots[i] = x
	t.count++
	return &t.slots[i]
}

// free returns the first free slot from the home of a hash on.
func (t *valueTable) free(hash uint64) int {
	i := t.home(hash)
	for !t.slots[i].empty() {
		if i++; i == len(t.slots) {
			i = 0
		}
	}
	return i
}

// all yields the occupied slots.
func (t *valueTable) all() iter.Seq[*slot] {
	return func(yield func(*slot) bool) {
		for i := range t.slots {
			if x := &t.slots[i]; !x.empty() && !yield(x) {
				return
			}
		}
	}
}

// scattered yields the occupied slots from the i-th on, in a fixed order that
// differs from that of the slots, and their indices in that order. In slot
// order they would fill another table from one end on, and each insertion would
// have to probe past all values before it.
func (t *valueTable) scattered(i int) iter.Seq2[int, *slot] {
	return func(yield func(int, *slot) bool) {
		const step = 1<<31 - 1 // a prime
		for n := uint64(len(t.slots)); i < len(t.slots); i++ {
			if x := &t.slots[uint64(i)*step%n]; !x.empty() && !yield(i, x) {
				return
			}
		}
	}
}

// values yields the second element of each pair.
func values[A, B any](pairs iter.Seq2[A, B]) iter.Seq[B] {
	return func(yield func(B) bool) {
		for _, b := range pairs {
			if !yield(b) {
				return
			}
		}
	}
}
