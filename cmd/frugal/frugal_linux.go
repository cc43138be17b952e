package frugal

import (
	"os"
	"syscall"
)

// init has the program begin once more in the same process. Where it is linked
// to the C library, that reserves for each thread a stack as large as the limit
// on stacks, 8 MiB as a rule, and an arena of 64 MiB, so that a dozen threads
// take 1 GiB. Both are decided as a program begins, and there is no way back.
// As an init of a package that needs little, this one comes before most others,
// and before there are many threads.
func init() {
	const arenas, stack = "MALLOC_ARENA_MAX", 1 << 20
	var space, r syscall.Rlimit
	const unlimited = ^uint64(0)
	if syscall.Getrlimit(syscall.RLIMIT_AS, &space) != nil || space.Cur == unlimited {
		return
	}
	if _, given := syscall.Getenv(arenas); given {
		return // it has begun once more, or the user knows better
	}
	if syscall.Getrlimit(syscall.RLIMIT_STACK, &r) == nil && r.Cur > stack {
		r.Cur = stack
		_ = syscall.Setrlimit(syscall.RLIMIT_STACK, &r)
	}
	_ = syscall.Exec("/proc/self/exe", os.Args, append(syscall.Environ(), arenas+"=1")) // else it goes on as it is
}
