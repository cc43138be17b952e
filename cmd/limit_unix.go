//go:build unix

package cmd

import "golang.org/x/sys/unix"

// openFileLimit returns how many files this process may have open.
func openFileLimit() (n uint64, ok bool) {
	var r unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &r); err != nil {
		return 0, false
	}
	return uint64(r.Cur), true
}
