package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// renameNew gives a temporary its final name unless that is taken; then the error is fs.ErrExist. It tries, in this order:
//
//   - the system's rename that refuses to replace, which is atomic;
//   - a second link and the removal of the first. A crash between them leaves the whole file under both names, and
//     the next run sweeps the temporary one;
//   - a look and a plain rename, on file systems with neither (FAT through FUSE, some network shares). A file that
//     appears between the two is replaced: microseconds, and nothing can close that gap there.
func (o *Output) renameNew(t *Temp) error {
	var err error
	for _, try := range []func(*Temp) error{o.renameExclusive, o.linkNew, o.lookAndRename} {
		if err = try(t); !notSupported(err) {
			return err
		}
	}
	return err
}

func (o *Output) linkNew(t *Temp) error {
	err := o.root.Link(t.tmp, t.rel)
	if errors.Is(err, fs.ErrExist) && o.same(t.tmp, t.rel) {
		err = nil // a network file system lost the answer to the first try, and tried again
	}
	if err == nil {
		t.unlink()
	}
	return err
}

func (o *Output) lookAndRename(t *Temp) error {
	_, err := o.root.Lstat(t.rel)
	switch {
	case err == nil:
		return fs.ErrExist
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	return o.root.Rename(t.tmp, t.rel)
}

func (o *Output) renameExclusive(t *Temp) error {
	d, err := o.root.Open(t.dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return renameExclusive(d, filepath.Base(t.tmp), filepath.Base(t.rel))
}

// same reports whether two names are one file.
func (o *Output) same(a, b string) bool {
	x, errX := o.root.Lstat(a)
	y, errY := o.root.Lstat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

// notSupported reports whether err is how systems say that they do not know an operation: ENOSYS and EOPNOTSUPP
// plainly, EINVAL for a flag (NFS, older FUSE), EPERM for a link (FAT) and where a sandbox filters calls.
func notSupported(err error) bool {
	return errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.EPERM)
}
