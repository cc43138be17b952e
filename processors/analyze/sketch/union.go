package sketch

import (
	"sync"
	"sync/atomic"
)

// A Union tells the Values that several workers fill for one column when there are
// too many different values in all of them together, so that every one gives up its
// table then, and not only when it is full itself. Results are the same without.
//
// It is safe for use by several goroutines. It takes 4 to 8 bits for each value
// allowed, from the time a table holds unionFrom values.
type Union struct {
	max  int64 // different values allowed
	full atomic.Bool

	make sync.Once
	seen []atomic.Uint64 // a bit for each place hash, modulo its size
	set  atomic.Int64    // bits set: there are as many different values or more
}

// unionFrom is how many entries a table has when it begins to tell the union: a column
// with fewer costs nothing.
const unionFrom = 1024

// NewUnion returns a Union for Values with this Options.MaxDistinct.
func NewUnion(maxDistinct int) *Union { return &Union{max: int64(maxDistinct)} }

// add takes account of a value by its place hash.
func (u *Union) add(hash uint64) {
	u.make.Do(func() {
		words := int64(1)
		for 64*words < 4*u.max {
			words *= 2
		}
		u.seen = make([]atomic.Uint64, words)
	})
	word := &u.seen[hash/64%uint64(len(u.seen))]
	bit := uint64(1) << (hash % 64)
	if word.Load()&bit == 0 && word.Or(bit)&bit == 0 && u.set.Add(1) > u.max {
		u.full.Store(true)
	}
}

// tell registers a new value of t by its place, once there are unionFrom: then all of them.
func (u *Union) tell(t *table, place uint64) {
	switch {
	case u == nil || t.count < unionFrom:
	case t.count > unionFrom:
		u.add(place)
	default:
		for x := range t.all() {
			u.add(x.place())
		}
	}
}
