// Package arena holds the large memory of memory-hard hashes from one hash to
// the next. Its pages are touched for the first time once and not for every
// hash, and where the system has huge pages it is asked for them, as random
// reads over tens of megabytes miss the TLB otherwise.
package arena

import (
	"fmt"
	"runtime"
	"unsafe"
)

// A Word is what an arena consists of.
type Word interface{ uint32 | uint64 }

// An Arena is memory that one goroutine uses again and again. The zero value
// is empty; it must not be copied. Where the system allows it, the memory is
// none of the garbage collector's: its owner has to count it, and should Close
// the Arena rather than wait for a collection.
type Arena[W Word] struct {
	mem     []byte
	words   []W
	cleanup runtime.Cleanup
}

// Get returns n words with any content, among them what was left there the last
// time. If the arena is too small it is replaced by a larger one: words from
// earlier calls must not be used any more. They must not be used either once
// the Arena is closed or cannot be reached any more: keep it alive.
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
	// mem holds n*size bytes, and allocate aligns it for any word.
	a.words = unsafe.Slice((*W)(unsafe.Pointer(unsafe.SliceData(mem))), n)
	return a.words, nil
}

// Close gives the memory back; nobody will see what it held. The Arena is empty
// then and can be used again.
func (a *Arena[W]) Close() {
	if a.mem == nil {
		return
	}
	a.cleanup.Stop()
	release(a.mem)
	a.mem, a.words = nil, nil
}
