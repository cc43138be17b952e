package arena

import (
	"math"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	hugePage = 2 << 20
	maxBytes = math.MaxInt - 2*hugePage
)

// allocate returns n zeroed bytes, aligned to pages, in huge pages where these
// fit.
func allocate(n int) ([]byte, error) {
	if n < 2*hugePage {
		return unix.Mmap(-1, 0, max(n, 1), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	}
	mem, err := unix.Mmap(-1, 0, n, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return nil, err
	}
	// Only huge pages that are entirely inside mem, so that it takes no more
	// than n bytes. A refusal does no harm.
	start := -int(uintptr(unsafe.Pointer(&mem[0]))&(hugePage-1)) & (hugePage - 1)
	end := start + (n-start)&^(hugePage-1)
	_ = unix.Madvise(mem[start:end], unix.MADV_HUGEPAGE)
	return mem, nil
}

// release returns memory to the system, which clears it before its next use.
func release(mem []byte) {
	if err := unix.Munmap(mem); err != nil {
		panic("arena: internal error: " + err.Error())
	}
}
