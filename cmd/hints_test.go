package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"syscall"
	"testing"

	"fanout/internal/files"
	"fanout/internal/inputs"
	"fanout/processors"
)

func TestEveryErrorOfTheSystemHasANextStep(t *testing.T) {
	for _, cause := range []error{
		syscall.ENOSPC, syscall.EDQUOT, syscall.EMFILE, syscall.ENFILE, syscall.EFBIG, syscall.ENOMEM, syscall.EAGAIN,
		syscall.EROFS, syscall.EACCES, syscall.EPERM, syscall.EIO, syscall.ESTALE, syscall.ENXIO, syscall.ENOTCONN, syscall.ENOENT,
		syscall.ENAMETOOLONG, syscall.EISDIR, syscall.ENOTDIR, syscall.ELOOP, syscall.EEXIST, path.ErrBadPattern,
		&files.SyncError{}, files.ErrReaderGone, inputs.ErrChanged, processors.ErrTooManyFailures, &stoppedError{}, &signalError{os.Interrupt},
	} {
		err := fmt.Errorf("write: %w", &fs.PathError{Op: "write", Path: "x", Err: cause})
		if hint := hintOf(withSystemHint(err, runAgain)); hint == "" {
			t.Errorf("%v: no hint", err)
		}
	}
	other := errors.New("not of the system")
	if err := withSystemHint(other, runAgain); err != other {
		t.Errorf("an error of another kind became %v", err)
	}
	if err := withSystemHint(nil, runAgain); err != nil {
		t.Errorf("no error became %v", err)
	}
}
