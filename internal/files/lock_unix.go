//go:build !windows

package files

import (
	"os"

	"golang.org/x/sys/unix"
)

// lockFile takes the exclusive lock on an open file without waiting. The lock
// ends with the last descriptor, and so with the process, however that ends.
func lockFile(f *os.File) error {
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		switch err {
		case unix.EINTR:
			continue
		case unix.EWOULDBLOCK:
			return errBusy
		}
		return err
	}
}

// processExists reports whether there is a process of that number, of whatever
// user.
func processExists(pid int) bool { return unix.Kill(pid, 0) != unix.ESRCH }
