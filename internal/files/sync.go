package files

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// A SyncError says that the system could not write a file or folder to the
// disk. It is final: what was not written may have been dropped from memory
// since, and then the next sync has nothing to fail on.
type SyncError struct {
	Name string // as the user knows it
	Err  error
}

func (e *SyncError) Error() string {
	return fmt.Sprintf("cannot sync %q: %v: what was written to it may be lost", e.Name, e.Err)
}

// Unwrap returns what the system said.
func (e *SyncError) Unwrap() error { return e.Err }

// syncError names the file in the error of a sync. nil stays nil.
func syncError(name string, err error) error {
	if err == nil {
		return nil
	}
	return &SyncError{name, Cause(err)}
}

// A syncer writes a file or folder to the disk. nil has the system do it; tests
// have it fail.
type syncer func(*os.File) error

func (s syncer) sync(f *os.File) error {
	if s != nil {
		return s(f)
	}
	return f.Sync()
}

// folder syncs an open folder. Where a file system cannot do that, there is
// nothing to do.
func (s syncer) folder(d *os.File) error {
	err := s.sync(d)
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return err
}
