//go:build unix

package cmd

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// openFileLimit returns how many files this process may have open.
func openFileLimit() (n uint64, ok bool) {
	var r unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &r); err != nil {
		return 0, false
	}
	return uint64(r.Cur), true
}

// limitSignals say that a limit is reached, which the run may end before the
// system ends it: processor time (ulimit -S -t).
var limitSignals = []os.Signal{syscall.SIGXCPU}
