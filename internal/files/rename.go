package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// renameNew gives a temporary its final name unless that is taken; then the
// error is fs.ErrExist. It tries, in this order:
//
//   - the system's rename that refuses to replace, which is atomic;
//   - a second link and the removal of the first. A crash between them leaves
//     the whole file under both names, and the next run sweeps the temporary
//     one;
//   - a check and a plain rename, on file systems with neither (FAT through
//     FUSE, some network shares). A file that appears between the two is
//     replaced: a gap of microseconds, which nothing can close there.
//
// unlink is called to remove the first name where a second one was made.
func renameNew(root *os.Root, from, to string, unlink func()) error {
	var err error
	for _, try := range []func() error{
		func() error { return renameWithin(root, from, to) },
		func() error { return linkNew(root, from, to, unlink) },
		func() error { return checkAndRename(root, from, to) },
	} {
		if err = try(); !notSupported(err) {
			return err
		}
	}
	return err
}

func linkNew(root *os.Root, from, to string, unlink func()) error {
	err := root.Link(from, to)
	if errors.Is(err, fs.ErrExist) && same(root, from, to) {
		err = nil // a network file system lost the answer to the first try, and tried again
	}
	if err == nil {
		unlink()
	}
	return err
}

func checkAndRename(root *os.Root, from, to string) error {
	_, err := root.Lstat(to)
	switch {
	case err == nil:
		return fs.ErrExist
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	return root.Rename(from, to)
}

// renameWithin renames from to to, both in one folder.
func renameWithin(root *os.Root, from, to string) error {
	d, err := root.Open(filepath.Dir(to))
	if err != nil {
		return err
	}
	defer d.Close()
	return renameExclusive(d, filepath.Base(from), filepath.Base(to))
}

// same reports whether two names are one file.
func same(root *os.Root, a, b string) bool {
	x, errX := root.Lstat(a)
	y, errY := root.Lstat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

// notSupported reports whether err says that a system does not know an
// operation: ENOSYS and EOPNOTSUPP plainly, EINVAL for a flag (NFS, older
// FUSE), EPERM for a link (FAT) and where a sandbox filters calls.
func notSupported(err error) bool {
	return errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.EPERM)
}
