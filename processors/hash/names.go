package hash

import (
	"bytes"
	"hash/maphash"
	"math/bits"
)

// names finds the entries of a store by what they are named by: a user, or the
// line of the password.
type names struct {
	*store
	byUser bool
	seed   maphash.Seed // so that no list can be made to collide
	slots  []uint32     // 1 + an entry each, by the hash of its name; 0: free
}

// newNames indexes a store. It reports whether there was room.
func newNames(s *store, byUser bool) (*names, bool) {
	n := &names{store: s, byUser: byUser, seed: maphash.MakeSeed()}
	size := int64(1) << bits.Len64(uint64(s.n)*4/3+1)
	if !s.grow(4 * size) {
		return nil, false
	}
	n.slots = make([]uint32, size)
	for i := range uint32(s.n) {
		n.insert(i)
	}
	return n, true
}

// insert adds entry i. Of those of one name only the first has a slot.
func (n *names) insert(i uint32) {
	x := n.at(i)
	if n.nameless(i) {
		return
	}
	slot, first, found := n.slot(n.user(i), x.line)
	if !found {
		n.slots[slot] = i + 1
		return
	}
	x.named = true
	if named := n.at(first); named.twin == 0 {
		named.twin = i + 1
	}
}

// nameless reports whether entry i has no name to be found by.
func (n *names) nameless(i uint32) bool { return n.byUser && n.at(i).user == 0 }

// find returns the first entry of a user or line.
func (n *names) find(user []byte, line int64) (i uint32, ok bool) {
	_, i, ok = n.slot(user, line)
	return i, ok
}

// slot returns the slot of a name, and the entry there.
func (n *names) slot(user []byte, line int64) (slot uint64, i uint32, found bool) {
	mask := uint64(len(n.slots) - 1)
	hash := uint64(0)
	if n.byUser {
		hash = maphash.Bytes(n.seed, user)
	} else {
		hash = maphash.Comparable(n.seed, line)
	}
	for slot = hash & mask; n.slots[slot] != 0; slot = (slot + 1) & mask {
		i = n.slots[slot] - 1
		if n.byUser && bytes.Equal(n.user(i), user) || !n.byUser && n.at(i).line == line {
			return slot, i, true
		}
	}
	return slot, 0, false
}
