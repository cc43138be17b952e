package sketch

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"math/rand/v2"
)

// A table counts values exactly: a hash table with open addressing whose slots point
// to entries in the order of insertion, which hold the values.
//
// The hash that places a value is seeded at random, so that no file can be made
// to collide on purpose; it shows in no result.
type table struct {
	slots   []uint64 // high half: high half of the hash; low half: index of the entry + 1, or 0
	entries []entry
	arena   []byte // values of more than 8 bytes
	length  int    // bytes of all values
}

// An entry takes 32 bytes.
type entry struct {
	key   uint64 // the first 8 bytes of the value, zeros after its end
	count uint64
	rank  uint64 // the lowest rank of its occurrences, see rankOf
	at    uint32 // where the value begins in the arena, if it has more than 8 bytes
	size  uint32
}

const (
	shortSize  = 8
	firstSlots = 32
)

var (
	placeSeed = maphash.MakeSeed()
	placeA    = rand.Uint64()
	placeB    = rand.Uint64()
)

// keyOf returns the first 8 bytes of buf[s:e] as an integer, zeros after its end.
func keyOf(buf []byte, s, e int) uint64 {
	if s+8 <= len(buf) {
		return binary.LittleEndian.Uint64(buf[s:s+8]) & (^uint64(0) >> (64 - 8*uint(min(e-s, 8))))
	}
	key := uint64(0)
	for i := min(e, s+8) - 1; i >= s; i-- {
		key = key<<8 | uint64(buf[i])
	}
	return key
}

// place hashes the value buf[s:e], whose first bytes are key.
func place(key uint64, buf []byte, s, e int) uint64 {
	b := placeB ^ uint64(e-s)
	switch n := e - s; {
	case n > 16:
		return maphash.Bytes(placeSeed, buf[s:e])
	case n > 8:
		b ^= binary.LittleEndian.Uint64(buf[e-8 : e])
	}
	hi, lo := bits.Mul64(key^placeA, b)
	return hi ^ lo
}

// value returns the value of an entry; a short one is written to scratch.
func (t *table) value(e *entry, scratch *[shortSize]byte) []byte {
	if e.size <= shortSize {
		binary.LittleEndian.PutUint64(scratch[:], e.key)
		return scratch[:e.size]
	}
	return t.arena[e.at : e.at+e.size]
}

// find returns the entry of buf[s:e], or nil and the slot for a new one.
func (t *table) find(key, hash uint64, buf []byte, s, e int) (*entry, int) {
	if len(t.slots) == 0 {
		return nil, -1
	}
	mask := len(t.slots) - 1
	for i := int(hash) & mask; ; i = (i + 1) & mask {
		slot := t.slots[i]
		if slot == 0 {
			return nil, i
		}
		if (slot^hash)>>32 != 0 {
			continue
		}
		x := &t.entries[uint32(slot)-1]
		if x.key == key && int(x.size) == e-s &&
			(x.size <= shortSize || bytes.Equal(t.arena[x.at:x.at+x.size], buf[s:e])) {
			return x, i
		}
	}
}

// insert adds an entry for buf[s:e] at the slot that find gave.
func (t *table) insert(slot int, key, hash uint64, buf []byte, s, e int) *entry {
	if 2*len(t.entries) >= len(t.slots) {
		t.grow()
		_, slot = t.find(key, hash, buf, s, e)
	}
	x := entry{key: key, rank: ^uint64(0), size: uint32(e - s)}
	t.length += e - s
	if e-s > shortSize {
		x.at = uint32(len(t.arena))
		t.arena = append(t.arena, buf[s:e]...)
	}
	t.entries = append(t.entries, x)
	t.slots[slot] = hash&^(1<<32-1) | uint64(len(t.entries))
	return &t.entries[len(t.entries)-1]
}

// grow doubles the slots; at most half of them are taken.
func (t *table) grow() {
	t.slots = make([]uint64, max(firstSlots, 2*len(t.slots)))
	mask := len(t.slots) - 1
	var scratch [shortSize]byte
	for i := range t.entries {
		x := &t.entries[i]
		b := t.value(x, &scratch)
		hash := place(x.key, b, 0, len(b))
		j := int(hash) & mask
		for t.slots[j] != 0 {
			j = (j + 1) & mask
		}
		t.slots[j] = hash&^(1<<32-1) | uint64(i+1)
	}
}

func (t *table) bytes() int { return 8*cap(t.slots) + 32*cap(t.entries) + cap(t.arena) }

func (t *table) reset() {
	clear(t.slots)
	t.entries, t.arena, t.length = t.entries[:0], t.arena[:0], 0
}
