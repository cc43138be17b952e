//go:build !windows

package journal

import (
	"os"

	"golang.org/x/sys/unix"
)

// lock takes a shared or the exclusive lock on an open file without waiting, in
// place of the one it has. The error is errBusy if another run's lock excludes
// it; then it has none.
func lock(f *os.File, exclusive bool) error {
	how := unix.LOCK_SH
	if exclusive {
		how = unix.LOCK_EX
	}
	for {
		err := unix.Flock(int(f.Fd()), how|unix.LOCK_NB)
		switch err {
		case unix.EINTR:
			continue
		case unix.EWOULDBLOCK:
			return errBusy
		}
		return err
	}
}
