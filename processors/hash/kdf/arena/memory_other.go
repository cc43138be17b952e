//go:build !linux

package arena

import (
	"math"
	"unsafe"
)

const maxBytes = math.MaxInt / 2

// allocate returns n zeroed bytes of the Go heap, aligned for 64-bit words. The
// Go runtime ends the program if memory runs out.
func allocate(n int) ([]byte, error) {
	words := make([]uint64, (n+7)/8)
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(words))), n), nil
}

// release clears memory, which the garbage collector then frees.
func release(mem []byte) { clear(mem) }
