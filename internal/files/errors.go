package files

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// An ExistsError says that an output was not written because its name is taken
// and must not be overwritten. The plan has checked that before, so as a rule
// the other file appeared during the run. errors.Is(err, fs.ErrExist) holds.
type ExistsError struct {
	Name string // the output, as the user would name it
}

func (e *ExistsError) Error() string { return fmt.Sprintf("cannot create %q: %v", e.Name, fs.ErrExist) }

// Unwrap returns fs.ErrExist.
func (e *ExistsError) Unwrap() error { return fs.ErrExist }

// wrap says which operation failed, on which file as the user knows it. Of an
// error of package os it keeps only the cause, because the name in it may be a
// temporary's. nil stays nil.
func wrap(op, name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("cannot %s %q: %w", op, name, Cause(err))
}

// An OutputError says that a place for outputs is out of reach. That is no
// fault of a plan, which would do elsewhere.
type OutputError struct {
	Path string // as the user named it
	Err  error  // why, without the path
}

func (e *OutputError) Error() string { return fmt.Sprintf("cannot write to %q: %v", e.Path, e.Err) }

// Unwrap returns Err.
func (e *OutputError) Unwrap() error { return e.Err }

// Cause returns what the system said, without the operation and the path that
// package os adds, and without what wraps them: for messages that name the
// place themselves. Any other error is returned as it is.
func Cause(err error) error {
	for {
		var path *fs.PathError
		var link *os.LinkError
		var call *os.SyscallError
		switch {
		case errors.As(err, &path):
			err = path.Err
		case errors.As(err, &link):
			err = link.Err
		case errors.As(err, &call):
			err = call.Err
		default:
			return err
		}
	}
}

// OfItem reports whether an error of Create or Commit concerns that one output
// only: its name is taken, or this file system cannot have a file of that name
// there. Other errors (disk full, I/O error, no permission) will meet the next
// output too, so they are the run's.
func OfItem(err error) bool {
	for _, kind := range []error{fs.ErrExist, fs.ErrInvalid, syscall.ENAMETOOLONG, syscall.EILSEQ, syscall.EISDIR, syscall.ENOTDIR} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// runError picks the error of the run from those of its files.
func runError(errs []error) error {
	for _, err := range errs {
		if err != nil && !OfItem(err) {
			return err
		}
	}
	return nil
}
