package files

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The lock file's content, for the run that finds this one dead:
//
//	"host" ... "start"   the [owner]
//	"."                  the folders with temporaries, one a line, "/" between elements
//	"holiday/2024"
//
// Strings are quoted as in Go, which keeps any file name. The file is complete
// and synced before the first temporary is made. Lines that do not parse, at
// the end of a torn file, are ignored.

var errBusy = errors.New("locked by another run")

// A locker takes the kernel's lock on an open file. nil has the system do it;
// tests have it fail. Any error but errBusy stands for a file system that has
// no locks.
type locker func(*os.File) error

func (l locker) lock(f *os.File) error {
	if l != nil {
		return l(f)
	}
	return lockFile(f)
}

// takeLock gives the run its identity and its lock file.
func (o *Output) takeLock() error {
	for range tries {
		id := newID()
		f, err := o.root.OpenFile(lockName(id), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return err
		}
		// Between these two steps the file looks like a dead run's, and a
		// sweeper may have locked or even removed it. A file system without
		// locks is no obstacle: there the owner tells that we live.
		err = o.opt.flock.lock(f)
		there, failed := isFile(o.root, lockName(id), f)
		if err == errBusy || !there && failed == nil {
			f.Close()
			continue
		}
		if err = failed; err == nil {
			_, err = f.WriteString(o.lockContent())
		}
		if err == nil {
			err = f.Sync()
		}
		if err == nil {
			err = o.syncFolder(".")
		}
		if err == nil {
			if there, err = isFile(o.root, lockName(id), f); !there && err == nil {
				f.Close()
				continue
			}
		}
		if err != nil {
			o.root.Remove(lockName(id))
			f.Close()
			return err
		}
		o.id, o.lock = id, f
		return nil
	}
	return errBusy
}

func (o *Output) lockContent() string {
	var b strings.Builder
	b.WriteString(self().line())
	for _, f := range slices.Sorted(maps.Keys(o.announced)) {
		fmt.Fprintf(&b, "%q\n", filepath.ToSlash(f))
	}
	return b.String()
}

// isFile reports whether name is the regular file that f has open.
func isFile(root *os.Root, name string, f *os.File) (bool, error) {
	at, err := root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil || !at.Mode().IsRegular() {
		return false, err
	}
	open, err := f.Stat()
	return err == nil && os.SameFile(at, open), err
}

// maxFolders bounds the lines that a sweep follows. A run that writes into more
// folders has its lock file left.
const maxFolders = 1 << 18

// readLock reads the lock file of a run and gives sweep the folders that it
// names, each once a line, if the run is over. locked says that the kernel has
// given its lock to us. all is false if the run may be alive, or if the file
// has more than could be followed.
func readLock(f *os.File, locked bool, sweep func(folder string)) (all bool) {
	info, err := f.Stat()
	if err != nil {
		return false
	}
	text := lines(f)
	text.Scan()
	if of, ok := parseOwner(text.Text()); !isDead(of, ok, locked, info.ModTime()) {
		return false
	}
	sweep(".")
	for range maxFolders {
		if !text.Scan() {
			return text.Err() == nil
		}
		name, _, ok := cutQuoted(text.Text())
		if rel, err := localPath(name); ok && err == nil && rel != "." {
			sweep(rel)
		}
	}
	return false
}
