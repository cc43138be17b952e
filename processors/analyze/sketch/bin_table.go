package sketch

import (
	"math/bits"
	"math/rand/v2"
)

// A bin counts the ordinals whose high bits are key. It is empty if count is 0.
type bin struct{ key, count uint64 }

// A binTable holds bins by key. It is a hash table with open addressing and
// linear probing.
type binTable struct {
	slots  []bin // a power of two, at most half of them occupied
	used   int   // occupied slots
	far    bool  // a bin is more than maxProbes slots away from its home
	strong bool  // homes are chosen by strongHash
}

const (
	// initialBins is the number of slots of a new table.
	initialBins = 64
	// maxProbes is how far a bin may be from its home. Only keys that were
	// chosen to collide are farther away. Then strongHash is used instead.
	maxProbes = 32
	// golden is 2^64 divided by the golden ratio. The high bits of its
	// multiples spread adjacent keys as evenly as possible (Knuth, The Art of
	// Computer Programming, volume 3, section 6.4).
	golden = 0x9e3779b97f4a7c15
)

// seed is random and odd. It does not affect results.
var seed = rand.Uint64() | 1

// strongHash is a hash that nobody can predict.
func strongHash(key uint64) int {
	hi, lo := bits.Mul64(key^key>>32^seed, seed)
	return int(hi ^ lo)
}

// hashShift is the number of bits by which a product with golden is shifted to
// become the index of a slot.
func (t *binTable) hashShift() uint { return uint(65-bits.Len(uint(len(t.slots)))) & 63 }

// home returns the slot at which the search for a key begins, apart from the
// bits that the number of slots does not have.
func (t *binTable) home(key uint64) int {
	if t.strong {
		return strongHash(key)
	}
	return int(key * golden >> t.hashShift())
}

// at returns the count of a bin that is there.
func (t *binTable) at(key uint64) uint64 {
	for i := t.home(key); ; i++ {
		if b := &t.slots[i&(len(t.slots)-1)]; b.key == key && b.count != 0 {
			return b.count
		}
	}
}

// put adds n to a bin and reports whether it was empty.
func (t *binTable) put(key, n uint64) bool {
	mask, i := len(t.slots)-1, t.home(key)
	for probes := 0; ; probes++ {
		b := &t.slots[(i+probes)&mask]
		if b.count == 0 {
			*b = bin{key, n}
			t.used++
			t.far = t.far || probes > maxProbes
			return true
		}
		if b.key == key {
			b.count += n
			return false
		}
	}
}

// rebuild moves the bins to a new table with that number of slots, and shifts
// their keys right. A bin that is then too far from its home is handled when
// the next one is added.
func (t *binTable) rebuild(slots int, shift uint) {
	old := t.slots
	t.slots = newSlots(slots)
	t.used, t.far = 0, false
	t.strong = t.strong && shift == 0 // other keys may not collide
	for _, b := range old {
		if b.count != 0 {
			t.put(b.key>>shift, b.count)
		}
	}
	spareSlots.Put(&old)
}

// keys returns the keys of the bins in no particular order.
func (t *binTable) keys() []uint64 {
	keys := make([]uint64, 0, t.used)
	for _, b := range t.slots {
		if b.count != 0 {
			keys = append(keys, b.key)
		}
	}
	return keys
}
