package files

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"syscall"
)

// lock opens or creates the partial file and takes its lock. After that it
// looks the name up again, as another run may just have renamed the file to its
// final name.
func (p *Partial) lock() error {
	for range tries {
		p.removeOther()
		f, err := p.root.OpenFile(p.partName(), os.O_RDWR|os.O_CREATE|os.O_EXCL, p.opt.Perm)
		created := err == nil
		if errors.Is(err, fs.ErrExist) {
			f, err = p.root.OpenFile(p.partName(), os.O_RDWR, 0)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
		}
		if errors.Is(err, syscall.EISDIR) {
			break
		}
		if err != nil {
			return err
		}
		if err := lockFile(f); err == errBusy {
			f.Close()
			return ErrBusy
		} // any other error: no locks on this file system, so no protection either
		if there, err := isFile(p.root, p.partName(), f); !there {
			f.Close()
			if err != nil {
				return err
			}
			continue
		}
		p.file, p.created = f, created
		return restrictPerm(f, p.opt.Perm)
	}
	return fmt.Errorf("%w: %q is no regular file: remove it", ErrDamaged, p.partName())
}

// removeOther removes a link, pipe or the like that has the name of the partial
// file, where that may be discarded.
func (p *Partial) removeOther() {
	if info, err := p.root.Lstat(p.partName()); err == nil && !info.Mode().IsRegular() && p.opt.Overwrite && !p.opt.Resume {
		_ = p.root.Remove(p.partName())
	}
}

// recreate replaces a partial file that another run has created by a new one.
// The old one may belong to another user, be open in a process that would read
// what is written, or be another name of a file that must not be cut.
func (p *Partial) recreate() error {
	if p.created || runtime.GOOS == "windows" { // an open file cannot be removed there
		return nil
	}
	err := p.root.Remove(p.partName())
	p.file.Close()
	p.file = nil
	if err == nil {
		err = p.lock()
	}
	if err == nil && !p.created { // another run was faster, and has ended already
		err = ErrBusy
	}
	return err
}

// busy reports whether another run holds the lock.
func (p *Partial) busy() bool {
	if info, err := p.root.Lstat(p.partName()); err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := p.root.OpenFile(p.partName(), os.O_RDWR, 0)
	if err != nil {
		return false
	}
	defer f.Close()
	return lockFile(f) == errBusy
}

// restrictPerm removes the permissions of f that perm does not grant. It fails
// for a file of another user.
func restrictPerm(f *os.File, perm fs.FileMode) error {
	info, err := f.Stat()
	if err == nil && info.Mode().Perm()&^perm != 0 {
		err = f.Chmod(info.Mode().Perm() & perm)
	}
	return err
}
