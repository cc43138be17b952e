package sketch

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"math/rand/v2"

	"github.com/zeebo/xxh3"
)

// A table counts values exactly: a hash table with open addressing whose slots point
// to entries in the order of insertion, which hold the values.
//
// The hash that places a value is seeded at random, so that no file can be made
// to collide on purpose; it shows in no result.
type table struct {
	slots  []uint64  // high half: high half of the hash; low half: index of the entry + 1, or 0
	blocks [][]entry // of blockEntries each, but for the first and last; never moved
	count  int       // entries
	told   int       // how many of them the union knows
	arena  [][]byte  // values longer than shortSize, in blocks of arenaBytes or of one long value
	length int       // bytes of all values
}

// An entry takes 40 bytes.
type entry struct {
	ends
	count uint64
	rank  uint64 // the lowest rank of its occurrences, see rankOf
	at    uint32 // where the value is in the arena, if it is longer than shortSize: block·arenaBytes + offset
	size  uint32
}

// ends are the two ends of a value; with its size they are all of a short one.
type ends struct {
	head uint64 // the first 8 bytes, zeros after the end
	tail uint64 // the last 8 bytes if it has more than 8, else 0
}

const (
	shortSize    = 16
	firstSlots   = 32
	blockEntries = 512
	arenaBytes   = 32 << 10
)

// maxTableBytes keeps entry.at from overflowing, even if half of each block is lost.
const maxTableBytes = 1 << 30

func (t *table) entry(i int) *entry { return &t.blocks[i/blockEntries][i%blockEntries] }

var (
	placeSeed = maphash.MakeSeed()
	placeA    = rand.Uint64()
	placeB    = rand.Uint64()
)

// endsOf returns the ends of buf[s:e].
func endsOf(buf []byte, s, e int) ends {
	switch {
	case e-s > 8:
		return ends{binary.LittleEndian.Uint64(buf[s : s+8]), binary.LittleEndian.Uint64(buf[e-8 : e])}
	case s+8 <= len(buf):
		return ends{head: binary.LittleEndian.Uint64(buf[s:s+8]) & (^uint64(0) >> (64 - 8*uint(e-s)))}
	}
	x := ends{}
	for i := e - 1; i >= s; i-- {
		x.head = x.head<<8 | uint64(buf[i])
	}
	return x
}

// place hashes a value, of which x are the ends, by the seed.
func place(x ends, buf []byte, s, e int) uint64 {
	if e-s > shortSize {
		return maphash.Bytes(placeSeed, buf[s:e])
	}
	hi, lo := bits.Mul64(x.head^placeA, x.tail^placeB^uint64(e-s))
	return hi ^ lo
}

// hashOf hashes a value the same everywhere and always: by XXH3, or a short one
// by two multiplications, as wyhash does.
func hashOf(buf []byte, s, e int) uint64 {
	const (
		a = 0xe7037ed1a0b428db
		b = 0xa0761d6478bd642f
		c = 0x8ebc6af09c88c6e3
	)
	if e-s > shortSize {
		return xxh3.Hash(buf[s:e])
	}
	x := endsOf(buf, s, e)
	hi, lo := bits.Mul64(x.head^a^uint64(e-s)*c, x.tail^b)
	hi, lo = bits.Mul64(hi^lo^a, c)
	return hi ^ lo
}

// value returns the value of an entry; a short one is written to scratch.
func (t *table) value(e *entry, scratch *[shortSize]byte) []byte {
	if e.size > shortSize {
		return t.long(e)
	}
	binary.LittleEndian.PutUint64(scratch[:], e.head)
	if e.size > 8 {
		binary.LittleEndian.PutUint64(scratch[e.size-8:], e.tail)
	}
	return scratch[:e.size]
}

// long returns the value of an entry that is in the arena.
func (t *table) long(e *entry) []byte {
	at := e.at % arenaBytes
	return t.arena[e.at/arenaBytes][at : at+e.size]
}

// first returns the entry that hash leads to first, if any: it is the one in question more
// often than not.
func (t *table) first(hash uint64) *entry {
	if len(t.slots) == 0 {
		return nil
	}
	i := uint32(t.slots[hash&uint64(len(t.slots)-1)])
	if i == 0 {
		return nil
	}
	return t.entry(int(i - 1))
}

// find returns the entry of buf[s:e], or nil and the slot for a new one.
func (t *table) find(v ends, hash uint64, buf []byte, s, e int) (*entry, int) {
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
		x := t.entry(int(uint32(slot) - 1))
		if x.ends == v && int(x.size) == e-s && (x.size <= shortSize || bytes.Equal(t.long(x), buf[s:e])) {
			return x, i
		}
	}
}

// insert adds an entry for buf[s:e] at the slot that find gave.
func (t *table) insert(slot int, v ends, hash uint64, buf []byte, s, e int) *entry {
	if t.count >= t.room() {
		t.grow()
		_, slot = t.find(v, hash, buf, s, e)
	}
	x := entry{ends: v, rank: ^uint64(0), size: uint32(e - s)}
	t.length += e - s
	if e-s > shortSize {
		x.at = t.keep(buf[s:e])
	}
	last := t.count / blockEntries
	if last == len(t.blocks) {
		size := 0 // the first block grows by itself
		if last > 0 {
			size = blockEntries
		}
		t.blocks = append(t.blocks, make([]entry, 0, size))
	}
	t.blocks[last] = append(t.blocks[last], x)
	t.count++
	t.slots[slot] = hash&^(1<<32-1) | uint64(t.count)
	return t.entry(t.count - 1)
}

// keep copies a value to the arena and says where it is.
func (t *table) keep(value []byte) uint32 {
	last := len(t.arena) - 1
	if last < 0 || len(t.arena[last])+len(value) > arenaBytes {
		size := 0 // the first block grows by itself
		if last >= 0 || len(value) > arenaBytes {
			size = max(arenaBytes, len(value))
		}
		t.arena = append(t.arena, make([]byte, 0, size))
		last++
	}
	at := last*arenaBytes + len(t.arena[last])
	t.arena[last] = append(t.arena[last], value...)
	return uint32(at)
}

// room is how many entries the slots are for: a quarter of a few slots, so that most
// values are found where they are looked for first, half of many.
func (t *table) room() int {
	if len(t.slots) <= 1<<14 {
		return len(t.slots) / 4
	}
	return len(t.slots) / 2
}

// grow doubles the slots.
func (t *table) grow() {
	t.slots = make([]uint64, max(firstSlots, 2*len(t.slots)))
	mask := len(t.slots) - 1
	var scratch [shortSize]byte
	for i := range t.count {
		x := t.entry(i)
		b := t.value(x, &scratch)
		hash := place(x.ends, b, 0, len(b))
		j := int(hash) & mask
		for t.slots[j] != 0 {
			j = (j + 1) & mask
		}
		t.slots[j] = hash&^(1<<32-1) | uint64(i+1)
	}
}

func (t *table) bytes() int {
	n := 8 * cap(t.slots)
	for _, b := range t.blocks {
		n += 40 * cap(b)
	}
	for _, b := range t.arena {
		n += cap(b)
	}
	return n
}

// reset empties t and keeps its slots and first blocks.
func (t *table) reset() {
	clear(t.slots)
	*t = table{slots: t.slots, blocks: t.blocks[:min(1, len(t.blocks))], arena: t.arena[:min(1, len(t.arena))]}
	for i := range t.blocks {
		t.blocks[i] = t.blocks[i][:0]
	}
	for i := range t.arena {
		t.arena[i] = t.arena[i][:0]
	}
}
