package cmd

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"fanout/internal/files"
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
		return "this file system is read-only: name a place elsewhere, or " + again + " when it can be written to"
	case is(fs.ErrPermission):
		return "see that this user may use it, or name another place; then " + again
	case is(syscall.EIO, syscall.ESTALE, syscall.ENXIO, syscall.ENOTCONN) || errors.As(err, new(*files.SyncError)):
		return "look after the disk or the network; then " + again
	case is(fs.ErrNotExist) && workingFolderGone():
		return "the working folder has been removed: change to one that exists"
	case is(fs.ErrNotExist):
		return "see that it and its folder exist, and are not removed meanwhile; then " + again
	}
	return ""
}

// workingFolderGone reports whether the folder that the program works in has
// been removed, so that no relative path leads anywhere.
func workingFolderGone() bool {
	_, err := os.Stat(".")
	return err != nil
}
