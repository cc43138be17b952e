package files

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// sweep removes the temporaries of dead runs from this folder. A run is dead
// when its lock file can be locked, or by what it says of its process. What
// cannot be removed stays, with its lock file, for a later sweep: it is no
// reason to refuse this run.
func (o *Output) sweep() {
	o.list(".", func(name string) {
		if id, ok := parseLock(name); ok && id != o.id {
			o.sweepRun(name, id)
		}
		o.sweepOrphan(name)
	})
	for folder := range o.announced {
		if folder != "." {
			o.list(folder, func(name string) { o.sweepOrphan(filepath.Join(folder, name)) })
		}
	}
}

// sweepOrphan removes a temporary without a lock file, which somebody must have
// removed. The lock file may also be in a parent folder, for a run that writes
// there: so the temporary must be older than a run can be.
func (o *Output) sweepOrphan(name string) {
	id, ok := parseTemp(filepath.Base(name))
	if !ok || id == o.id {
		return
	}
	if _, err := o.root.Lstat(lockName(id)); !errors.Is(err, fs.ErrNotExist) {
		return
	}
	if info, err := o.root.Lstat(name); err == nil && info.Mode().IsRegular() && time.Since(info.ModTime()) > foreignAge {
		o.root.Remove(name)
	}
}

// sweepRun sweeps one run if it is dead. Two sweepers do not meet: one gets the
// lock. A run that has created its lock file but not yet locked it finds the
// file gone, and begins again.
func (o *Output) sweepRun(name, id string) {
	if info, err := o.root.Lstat(name); err != nil || !info.Mode().IsRegular() {
		return
	}
	f, err := o.root.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return // gone, or another user's
	}
	defer f.Close()
	err = o.opt.flock.lock(f)
	if there, _ := isFile(o.root, name, f); !there || err == errBusy {
		return // alive, or swept by another just now
	}
	swept := true
	all := readLock(f, err == nil, func(folder string) {
		listed := o.list(folder, func(name string) {
			if of, ok := parseTemp(name); ok && of == id {
				err := o.root.Remove(filepath.Join(folder, name))
				swept = swept && (err == nil || errors.Is(err, fs.ErrNotExist))
			}
		})
		swept = swept && listed
	})
	if all && swept {
		o.root.Remove(name)
	}
}

// list calls f with the names in a folder that are ours, and reports whether
// these are all. It reads in pieces: an output folder may hold millions of
// names. The names are collected first, because removing while reading can skip
// some.
func (o *Output) list(folder string, f func(name string)) (all bool) {
	d, err := o.root.Open(folder)
	if err != nil { // nothing of ours is in what is no folder any more
		info, gone := o.root.Lstat(folder)
		return errors.Is(gone, fs.ErrNotExist) || gone == nil && !info.IsDir()
	}
	var own []string
	for err == nil {
		var names []string
		names, err = d.Readdirnames(1024)
		for _, n := range names {
			if IsOwn(n) {
				own = append(own, n)
			}
		}
	}
	d.Close()
	for _, n := range own {
		f(n)
	}
	return err == io.EOF
}

// Sweep removes what dead runs have left in the folder dir, for a run that
// writes no output there.
func Sweep(dir string) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return // nothing has been written there
	}
	defer root.Close()
	(&Output{root: root}).sweep()
}
