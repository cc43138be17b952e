// Package secret keeps buffers for passwords in memory that is not written to
// swap, nor to core dumps where the system can leave it out of them.
//
// Only these buffers are locked. Locking all memory of the process, as mlockall
// does, would take in the gigabytes that Argon2 and scrypt fill, which are more
// than most limits allow, and whose pages are overwritten within milliseconds.
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
	unlocked bool // one could not be locked
}

// Get returns an empty buffer for at least n bytes, all of them zero. Hand it
// to Put after use: the garbage collector does not free it.
func Get(n int) []byte {
	size := bits.Len(uint(max(n, minSize) - 1))
	pool.Lock()
	defer pool.Unlock()
	if free := pool.free[size]; len(free) > 0 {
		b := free[len(free)-1]
		pool.free[size] = free[:len(free)-1]
		return b
	}
	b, locked := allocate(1 << size)
	if !locked {
		pool.unlocked = true
	}
	return b[:0]
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

// Unlocked reports whether some buffer could not be locked, and the limit of
// what this process may lock, in bytes; negative: that is not the cause.
func Unlocked() (limit int64, ok bool) {
	pool.Lock()
	defer pool.Unlock()
	if !pool.unlocked {
		return 0, false
	}
	return lockLimit(), true
}
