package journal

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lock takes a shared or the exclusive lock on an open file without waiting, in
// place of the one it has. The error is errBusy if another run's lock excludes
// it; then it has none. Locks are mandatory on Windows: this one is a byte far
// beyond the content.
func lock(f *os.File, exclusive bool) error {
	at := windows.Overlapped{OffsetHigh: 1 << 30}
	_ = windows.UnlockFileEx(windows.Handle(f.Fd()), 0, 1, 0, &at) // it may have none
	how := uint32(windows.LOCKFILE_FAIL_IMMEDIATELY)
	if exclusive {
		how |= windows.LOCKFILE_EXCLUSIVE_LOCK
	}
	err := windows.LockFileEx(windows.Handle(f.Fd()), how, 0, 1, 0, &at)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return errBusy
	}
	return err
}
