package sketch

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"iter"
	"math/bits"
	"math/rand/v2"
)

// A table counts values exactly: a hash table with open addressing that holds short
// values itself and longer ones in an arena.
//
// The hash that places a value is seeded at random, so that no file can be made
// to collide on purpose; it shows in no result.
type table struct {
	slots  []slot
	count  int      // of them occupied
	most   int      // how many there will be at most
	arena  [][]byte // values longer than shortSize, in blocks of arenaBytes or of one long value
	length int      // bytes of all values
}

// A slot takes 32 bytes, half of a line of the cache. It is empty if meta is 0.
type slot struct {
	ends        // of a long value: its place, and where it is in the arena and its size
	rank uint64 // the lowest rank of its occurrences, see rankOf
	meta uint64 // count·countOne + size, or longSize
}

// ends are the two ends of a value; with its size they are all of a short one.
type ends struct {
	head uint64 // the first 8 bytes, zeros after the end
	tail uint64 // the last 8 bytes if it has more than 8, else 0
}

const (
	shortSize  = 16
	longSize   = shortSize + 1
	countOne   = 1 << 8
	sizeMask   = countOne - 1
	firstSlots = 32
	arenaBytes = 32 << 10
)

// maxTableBytes keeps the place in the arena below 2^32, even if half of each block is lost.
const maxTableBytes = 1 << 30

var (
	placeSeed = maphash.MakeSeed()
	placeA    = rand.Uint64()
	placeB    = rand.Uint64()
)

// isQuick says whether quickEnds can be asked for the ends of buf[s:e]: it is short, not empty,
// and not next to an end of buf.
func isQuick(buf []byte, s, e int) bool {
	return uint(e-s-1) < shortSize && s+8 <= len(buf) && e >= 8
}

// quickEnds returns the ends of buf[s:e], for which isQuick is true.
func quickEnds(buf []byte, s, e int) ends {
	size := e - s
	return ends{
		binary.LittleEndian.Uint64(buf[s:s+8]) & (^uint64(0) >> (uint(8-min(size, 8)) * 8 & 63)),
		binary.LittleEndian.Uint64(buf[e-8:e]) & uint64((8-size)>>63),
	}
}

// endsOf returns the ends of buf[s:e], which is short.
func endsOf(buf []byte, s, e int) ends {
	if isQuick(buf, s, e) {
		return quickEnds(buf, s, e)
	}
	if s == e {
		return ends{}
	}
	var wide [3 * 8]byte
	copy(wide[8:], buf[s:e])
	return quickEnds(wide[:], 8, 8+e-s)
}

// placeOf hashes a short value, of which x are the ends, by the seed.
func placeOf(x ends, size int) uint64 {
	hi, lo := bits.Mul64(x.head^placeA, x.tail^placeB^uint64(size))
	return hi ^ lo
}

// placeOfLong hashes a value longer than shortSize by the seed.
func placeOfLong(b []byte) uint64 { return maphash.Bytes(placeSeed, b) }

func (x *slot) empty() bool   { return x.meta == 0 }
func (x *slot) count() uint64 { return x.meta / countOne }
func (x *slot) isLong() bool  { return x.meta&sizeMask == longSize }

// size is the length of the value in x.
func (x *slot) size() int {
	if x.isLong() {
		return int(x.tail >> 32)
	}
	return int(x.meta & sizeMask)
}

// place returns the place of the value in x.
func (x *slot) place() uint64 {
	if x.isLong() {
		return x.head
	}
	return placeOf(x.ends, int(x.meta&sizeMask))
}

// value returns the value of an occupied slot; a short one is written to scratch.
func (t *table) value(x *slot, scratch *[shortSize]byte) []byte {
	if x.isLong() {
		return t.long(x)
	}
	size := x.meta & sizeMask
	binary.LittleEndian.PutUint64(scratch[:], x.head)
	if size > 8 {
		binary.LittleEndian.PutUint64(scratch[size-8:], x.tail)
	}
	return scratch[:size]
}

// long returns the value of a slot that is in the arena.
func (t *table) long(x *slot) []byte {
	at, size := x.tail%(1<<32), x.tail>>32
	return t.arena[at/arenaBytes][at%arenaBytes : at%arenaBytes+size]
}

// home is the slot in which the value of a place is looked for first, the first of a pair,
// that is, of a line of the cache. There must be slots, and always is an even number of them.
func (t *table) home(place uint64) int {
	at, _ := bits.Mul64(place, uint64(len(t.slots)))
	return int(at) &^ 1
}

// find returns the slot of a short value, or nil.
func (t *table) find(v ends, size int, place uint64) *slot {
	if t.count == 0 {
		return nil
	}
	for i := t.home(place); ; {
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
func (t *table) findLong(b []byte, place uint64) *slot {
	if t.count == 0 {
		return nil
	}
	for i := t.home(place); ; {
		x := &t.slots[i]
		switch {
		case x.head == place && x.isLong() && x.tail>>32 == uint64(len(b)) && bytes.Equal(t.long(x), b):
			return x
		case x.empty():
			return nil
		}
		if i++; i == len(t.slots) {
			i = 0
		}
	}
}

// insert adds a short value that is not in t, with the count 0, which has to be raised at once.
func (t *table) insert(v ends, size int, place uint64) *slot {
	t.length += size
	return t.put(slot{ends: v, rank: ^uint64(0), meta: uint64(size)}, place)
}

// insertLong is insert for a long value.
func (t *table) insertLong(b []byte, place uint64) *slot {
	t.length += len(b)
	at := ends{place, uint64(len(b))<<32 | uint64(t.keep(b))}
	return t.put(slot{ends: at, rank: ^uint64(0), meta: longSize}, place)
}

// put puts x into the first free slot from its home on.
func (t *table) put(x slot, place uint64) *slot {
	if t.count >= t.room(len(t.slots)) {
		t.grow()
	}
	i := t.free(place)
	t.slots[i] = x
	t.count++
	return &t.slots[i]
}

func (t *table) free(place uint64) int {
	i := t.home(place)
	for !t.slots[i].empty() {
		if i++; i == len(t.slots) {
			i = 0
		}
	}
	return i
}

// room is how many of so many slots may be occupied: a quarter of a few, so that most values are
// found where they are looked for first, three quarters of many, and of those of a table that
// is one of many.
func (t *table) room(slots int) int {
	switch {
	case t.most <= fewValues || slots > 16384:
		return slots / 4 * 3
	case slots > 4096:
		return slots / 2
	}
	return slots / 4
}

// fewValues is how many values a table may hold that is to be small above all: fewer than
// those of a file of few columns.
const fewValues = 1<<16 - 1

// grow makes the slots twice as many, or half as many again if they are some thousands; many
// become all that t will ever need at once, as copying costs more than they do. A table that is
// one of many grows by a quarter.
func (t *table) grow() {
	n := len(t.slots)
	most := max(n/8*9, (t.most/3+1)*4+4)
	switch {
	case n == 0:
		n = firstSlots
	case n < 4096 && t.most > fewValues:
		n *= 2
	case t.most <= fewValues && n >= 4096:
		n = min(n+n/4, most)
	case n < 12288:
		n = min(n+n/2, most)
	default:
		n = most
	}
	old := t.slots
	t.slots = make([]slot, (n+1)&^1)
	for i := 0; i < len(t.slots); i += pageSlots {
		t.slots[i].meta = 0 // the system gives out a page that is read first twice
	}
	for i := range old {
		if x := &old[i]; !x.empty() {
			t.slots[t.free(x.place())] = *x
		}
	}
}

// pageSlots is how many slots a page of memory has, the smallest there are.
const pageSlots = 4096 / 32

// fit makes slots for n values, if there are fewer.
func (t *table) fit(n int) {
	for t.room(len(t.slots)) < n {
		t.grow()
	}
}

// all yields the occupied slots.
func (t *table) all() iter.Seq[*slot] {
	return func(yield func(*slot) bool) {
		for i := range t.slots {
			if x := &t.slots[i]; !x.empty() && !yield(x) {
				return
			}
		}
	}
}

// scattered yields the occupied slots from the i-th on in an order of its own, with their numbers
// in that. In the order of the slots they would fill another table from one end on, and there
// each would have to pass all those before it.
func (t *table) scattered(i int) iter.Seq2[int, *slot] {
	return func(yield func(int, *slot) bool) {
		const step = 1<<31 - 1 // a prime
		for n := uint64(len(t.slots)); i < len(t.slots); i++ {
			if x := &t.slots[uint64(i)*step%n]; !x.empty() && !yield(i, x) {
				return
			}
		}
	}
}

// values yields the second ones of pairs.
func values[A, B any](pairs iter.Seq2[A, B]) iter.Seq[B] {
	return func(yield func(B) bool) {
		for _, b := range pairs {
			if !yield(b) {
				return
			}
		}
	}
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

func (t *table) bytes() int {
	n := 32 * cap(t.slots)
	for _, b := range t.arena {
		n += cap(b)
	}
	return n
}

// reset empties t and keeps its slots and its first block.
func (t *table) reset() {
	clear(t.slots)
	*t = table{slots: t.slots, most: t.most, arena: t.arena[:min(1, len(t.arena))]}
	for i := range t.arena {
		t.arena[i] = t.arena[i][:0]
	}
}
