//go:build !linux

package arena

import (
	"math"
	"unsafe"
)

const maxBytes = math.MaxInt / 2

// allocate returns n zeroed bytes, aligned for 64-bit words. They are the
// garbage collector's, which ends the program where there are not so many.
func allocate(n int) ([]byte, error) {
	words := make([]uint64, (n+7)/8)
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(words))), n), nil
}

func release(mem []byte) { clear(mem) }
