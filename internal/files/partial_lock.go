package files

import (
	"cmp"
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
		err = p.opt.flock.lock(f)
		if err == errBusy {
			f.Close()
			return ErrBusy
		}
		err = p.lockByName(err != nil)
		there, lost := isFile(p.root, p.partName(), f)
		if err != nil && created && there {
			_ = p.root.Remove(p.partName())
		}
		if err = cmp.Or(err, lost); err != nil || !there {
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

// lockByName takes the lock that stands in for the kernel's. Where that is not
// needed, as the kernel has locks, one that a run has left is taken too: it may
// have come to the file in another way.
func (p *Partial) lockByName(needed bool) (err error) {
	if p.named != nil {
		return nil
	}
	if _, e := p.root.Lstat(p.lockName()); !needed && errors.Is(e, fs.ErrNotExist) {
		return nil
	}
	if p.named, err = takeName(p.root, p.lockName()); err == nil {
		p.named.sweepNames()
	}
	return err
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
	for range tries {
		err := p.root.Remove(p.partName())
		p.file.Close()
		p.file = nil
		if err == nil || errors.Is(err, fs.ErrNotExist) {
			err = p.lock()
		}
		if err != nil || p.created {
			return err
		}
		if p.named == nil { // another run was faster, and has ended already
			break
		} // else it has made the file, but will find the lock taken
	}
	return ErrBusy
}

// busy returns ErrBusy or a *BusyError if another run holds the lock.
func (p *Partial) busy() error {
	held, ok := readHolder(p.root, p.lockName())
	if !held.since.IsZero() && !isDead(held.owner, ok, false, held.since) {
		return held.busy(p.root, p.lockName())
	}
	if info, err := p.root.Lstat(p.partName()); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	f, err := p.root.OpenFile(p.partName(), os.O_RDWR, 0)
	if err != nil {
		return nil
	}
	defer f.Close()
	if p.opt.flock.lock(f) == errBusy {
		return ErrBusy
	}
	return nil
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
