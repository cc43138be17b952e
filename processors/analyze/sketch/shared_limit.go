package sketch

import (
	"sync"
	"sync/atomic"
)

// A SharedLimit counts the distinct values that several Values hold together.
// The workers that fill the Values of one column share it: when their values
// exceed the limit all of them spill their tables, and not only those whose own
// table is full. It saves memory and changes no result.
//
// It is safe for use by several goroutines. It takes 4 to 8 bits for each value
// allowed, from the time a table holds registerFrom values.
type SharedLimit struct {
	max      int64 // distinct values allowed
	exceeded atomic.Bool

	allocate sync.Once
	seen     []atomic.Uint64 // one bit for each hash, modulo the number of bits
	distinct atomic.Int64    // bits set: there are at least that many distinct values
}

// registerFrom is the number of values in a table from which on they are
// registered: a column with fewer costs nothing.
const registerFrom = 1024

// NewSharedLimit returns a SharedLimit for Values with this
// Options.MaxDistinct.
func NewSharedLimit(maxDistinct int) *SharedLimit { return &SharedLimit{max: int64(maxDistinct)} }

// need makes the bitmap.
func (l *SharedLimit) need() {
	l.allocate.Do(func() {
		words := int64(1)
		for 64*words < 4*l.max {
			words *= 2
		}
		l.seen = make([]atomic.Uint64, words)
	})
}

// add records a value by its hash, and reports whether it is new.
func (l *SharedLimit) add(hash uint64) bool {
	word := &l.seen[hash/64&uint64(len(l.seen)-1)]
	bit := uint64(1) << (hash % 64)
	return word.Load()&bit == 0 && word.Or(bit)&bit == 0
}

// addAll records values by their hashes, and returns how many are new.
func (l *SharedLimit) addAll(hashes []uint64) (fresh int) {
	l.need()
	for _, h := range hashes {
		if l.add(h) {
			fresh++
		}
	}
	if l.distinct.Add(int64(fresh)) > l.max {
		l.exceeded.Store(true)
	}
	return fresh
}

// register records a new value of t, which is buf[s:e], once t holds
// registerFrom values, and at that point those before it too.
func (l *SharedLimit) register(t *valueTable, buf []byte, s, e int) {
	switch {
	case l == nil || t.count < registerFrom:
	case t.count > registerFrom:
		l.addAll([]uint64{hashOf(buf, s, e)})
	default:
		var scratch [shortSize]byte
		hashes := make([]uint64, 0, t.count)
		for x := range t.all() {
			value := t.value(x, &scratch)
			hashes = append(hashes, hashOf(value, 0, len(value)))
		}
		l.addAll(hashes)
	}
}
