package cmd

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"syscall"

	"fanout/internal/files"
	"fanout/internal/inputs"
	"fanout/processors"
)

// runAgain is the next step where nothing is to be resumed.
const runAgain = "run the same command again"

// withSystemHint adds the user's next step to an error of the system. again
// says how the run goes on when that is mended.
func withSystemHint(err error, again string) error {
	if h := systemHint(err, again); h != "" {
		return &hintedError{err, h}
	}
	return err
}

// systemHint returns the user's next step after an error of the system, or "".
func systemHint(err error, again string) string {
	is := func(kinds ...error) bool {
		for _, kind := range kinds {
			if errors.Is(err, kind) {
				return true
			}
		}
		return false
	}
	switch {
	case err == nil:
		return ""
	case diskFull(err):
		return "make room and " + again
	case is(syscall.EMFILE, syscall.ENFILE):
		return "allow more open files (ulimit -n), or use fewer workers with -j; then " + again
	case is(syscall.EFBIG):
		return "allow larger files (ulimit -f), or write to another file system; then " + again
	case is(syscall.ENOMEM, syscall.EAGAIN):
		return "allow more memory or processes (ulimit), or use fewer workers with -j; then " + again
	case is(syscall.EROFS):
		return "this file system is read-only: name another place, or " + again + " when it can be written to"
	case is(fs.ErrPermission):
		return "check the permissions, or name another place; then " + again
	case is(syscall.EIO, syscall.ESTALE, syscall.ENXIO, syscall.ENOTCONN) || errors.As(err, new(*files.SyncError)):
		return "check the disk or the network; then " + again
	case is(inputs.ErrChanged):
		return runAgain + " when nothing writes to that file"
	case is(files.ErrReaderGone):
		return "let the reader read to the end, or write to a file; then " + again
	case errors.As(err, new(*stoppedError)):
		return "without --on-error abort the run continues with the other items"
	case is(processors.ErrTooManyFailures):
		return "fix what failed, or allow more failures with --max-errors; then " + again
	case errors.As(err, new(*signalError)):
		return "the result is incomplete: " + again
	}
	return pathHint(err, again)
}

// pathHint is systemHint for what is wrong with a path.
func pathHint(err error, again string) string {
	switch {
	case errors.Is(err, syscall.ENAMETOOLONG):
		return "use a shorter name"
	case errors.Is(err, syscall.EISDIR):
		return "that is a folder: name a file in it"
	case errors.Is(err, syscall.ENOTDIR):
		return "part of the path is a file, not a folder: name another path"
	case errors.Is(err, syscall.ELOOP):
		return "the symbolic links form a loop: name another path"
	case errors.Is(err, path.ErrBadPattern):
		return "put a backslash before a special character that is meant literally"
	case errors.Is(err, fs.ErrExist):
		return "move that file away, or name another output; then " + again
	case errors.Is(err, fs.ErrNotExist) && workingFolderGone():
		return "the working folder has been removed: change to one that exists"
	case errors.Is(err, fs.ErrNotExist):
		return "check that it and its folder exist and are not removed during the run; then " + again
	}
	return ""
}

// workingFolderGone reports whether the folder that the program works in has
// been removed, so that no relative path leads anywhere.
func workingFolderGone() bool {
	_, err := os.Stat(".")
	return err != nil
}
