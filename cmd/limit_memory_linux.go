package cmd

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// memoryLeft returns how many bytes the limits of this process on its memory
// leave for a run, if there are such limits, and the one that leaves least.
func memoryLeft() (n int64, limit string, limited bool) {
	taken := func(field int) uint64 { // pages, as /proc/self/statm has them
		const runtimePages = 200_000 // what the runtime reserves, about
		var f [7]uint64
		text, err := os.ReadFile("/proc/self/statm")
		if err == nil {
			_, err = fmt.Sscan(string(text), &f[0], &f[1], &f[2], &f[3], &f[4], &f[5], &f[6])
		}
		if err != nil {
			return runtimePages
		}
		return f[field]
	}
	for _, l := range []struct {
		resource, field int
		name            string
	}{{unix.RLIMIT_AS, 0, "ulimit -v"}, {unix.RLIMIT_DATA, 5, "ulimit -d"}} {
		most, ok := softLimit(l.resource)
		if !ok {
			continue
		}
		left := int64(min(most, 1<<62)) - int64(taken(l.field))*int64(os.Getpagesize())
		// The runtime takes address space 64 MiB at a time and gives none back,
		// so that it has holes; threads have stacks.
		const arena = 64 << 20
		left = max(minMemory, (left-arena)/4*3)
		if !limited || left < n {
			n, limit, limited = left, l.name, true
		}
	}
	return n, limit, limited
}

// minMemory is what a run gets whatever the limits leave, in bytes.
const minMemory = 16 << 20
