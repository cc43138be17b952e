// Package secret keeps buffers for passwords in memory that is not written to
// swap, nor to core dumps where the system can leave it out of them.
//
// Only these buffers are locked: those of the reader of lists from the stream
// on, of what was typed, of the pepper, of the passwords that wait for hashing,
// and of those that --resume hashes again. Not locked, though short of life and
// cleared after use, is what others copy: the decompressors, the terminal's
// line, and the key schedules of the algorithms. Locking all memory of the
// process, as mlockall does, would take in the gigabytes that Argon2 and scrypt
// fill, which are more than most limits allow, and whose pages are overwritten
// within milliseconds.
//
// Not in reach are the registers of a thread that was interrupted, which stay
// on its signal stack, and what a module has dropped before its end.
package secret

import (
	"math/bits"
	"sync"
)

// minSize is the smallest buffer: locks are by pages.
const minSize = 4 << 10

// pool has the buffers that are free, by the binary logarithm of their size.
// They stay mapped, as few more are in use at a later time than at an earlier.
var pool struct {
	sync.Mutex
	free     [bits.UintSize][][]byte
	locked   int64              // bytes
	unlocked map[*byte]struct{} // first bytes of buffers that are not locked
	missed   bool               // one could not be locked
}

// Get returns an empty buffer for at least n bytes, all of them zero. Hand it
// to Put after use: the garbage collector does not free it.
func Get(n int) []byte { return get(n, false) }

// Spare is Get for what needs locked memory less than others: it leaves half of
// what may be locked to them.
func Spare(n int) []byte { return get(n, true) }

func get(n int, spare bool) []byte {
	size := bits.Len(uint(max(n, minSize) - 1))
	pool.Lock()
	defer pool.Unlock()
	var b []byte
	known := false // that it is locked or not
	if free := pool.free[size]; len(free) > 0 {
		b, known = free[len(free)-1], true
		pool.free[size] = free[:len(free)-1]
	} else {
		b = allocate(1 << size)[:0]
	}
	first := &b[:1][0]
	if _, unlocked := pool.unlocked[first]; known && !unlocked {
		return b
	}
	if !spare || fitsSpare(int64(cap(b))) {
		if lock(b[:cap(b)]) {
			pool.locked += int64(cap(b))
			delete(pool.unlocked, first)
			return b
		}
	}
	if pool.unlocked == nil {
		pool.unlocked = map[*byte]struct{}{}
	}
	pool.unlocked[first] = struct{}{}
	pool.missed = true
	return b
}

// fitsSpare reports whether n bytes more leave half of the limit free.
func fitsSpare(n int64) bool {
	limit := lockLimit()
	return limit < 0 || pool.locked+n <= limit/2
}

// Put clears a buffer that Get has returned and takes it back. Of others,
// which have a capacity of another kind, it does only the first.
func Put(b []byte) {
	b = b[:cap(b)]
	clear(b)
	if len(b) < minSize || len(b)&(len(b)-1) != 0 {
		return
	}
	pool.Lock()
	defer pool.Unlock()
	size := bits.Len(uint(len(b) - 1))
	pool.free[size] = append(pool.free[size], b[:0])
}

// Grow returns b with room for n bytes more. If it has to move, the old buffer
// goes the way of Put.
func Grow(b []byte, n int) []byte {
	if cap(b)-len(b) >= n {
		return b
	}
	moved := append(Get(max(len(b)+n, 2*cap(b))), b...)
	Put(b)
	return moved
}

// Append is append for a buffer of Get, or nil.
func Append(b, text []byte) []byte { return append(Grow(b, len(text)), text...) }

// Unlocked reports whether some buffer could not be locked, and the limit of
// what this process may lock, in bytes; negative: that is not the cause.
func Unlocked() (limit int64, ok bool) {
	pool.Lock()
	defer pool.Unlock()
	if !pool.missed {
		return 0, false
	}
	return lockLimit(), true
}
