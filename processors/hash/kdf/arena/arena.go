// Package arena keeps the large memory of memory-hard hashes from one hash to
// the next, so that its pages are mapped once and not for every hash. Where the
// system has huge pages, it asks for them, as random reads over tens of
// megabytes otherwise miss the TLB.
package arena

import (
	"fmt"
	"runtime"
	"unsafe"
)

// A Word is an element of an arena.
type Word interface{ uint32 | uint64 }

// An Arena is memory that one goroutine reuses. The zero value is empty. An
// Arena must not be copied. Where the system allows it, the memory is outside
// the Go heap: its owner has to count it, and should Close the Arena instead of
// waiting for the garbage collector.
type Arena[W Word] struct {
	mem     []byte
	words   []W
	cleanup runtime.Cleanup
}

// Get returns n words with any content, such as that of the last call. If the
// arena is too small, larger memory replaces it, and words of earlier calls
// must not be used any more. Nor may they be used after the Arena is closed or
// becomes unreachable, so keep it alive. The error means that memory ran out.
func (a *Arena[W]) Get(n int) ([]W, error) {
	if n <= len(a.words) {
		return a.words[:n], nil
	}
	a.Close()
	size := int(unsafe.Sizeof(W(0)))
	if n > maxBytes/size {
		return nil, fmt.Errorf("no room for %d times %d bytes in the address space", n, size)
	}
	mem, err := allocate(n * size)
	if err != nil {
		return nil, fmt.Errorf("%d MiB of memory: %w", n*size>>20, err)
	}
	a.mem, a.cleanup = mem, runtime.AddCleanup(a, release, mem)
	// mem has n*size bytes, and allocate aligns it for any word.
	a.words = unsafe.Slice((*W)(unsafe.Pointer(unsafe.SliceData(mem))), n)
	return a.words, nil
}

// Close releases the memory, whose content no other user of it will see. The
// Arena is then empty and can be used again.
func (a *Arena[W]) Close() {
	if a.mem == nil {
		return
	}
	a.cleanup.Stop()
	release(a.mem)
	a.mem, a.words = nil, nil
}
