package files

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
)

// Commit makes a group of outputs durable and visible: all files are synced,
// several at once, then all are renamed in the order given, then each folder is
// synced once. Files still open are closed first.
//
// The result has an entry for each file of the group, in order:
//
//   - nil: the file is in place, and survives a power cut.
//   - *ExistsError and any other error for which OfItem reports true: the
//     item's failure.
//   - Anything else (disk full, I/O error) is the run's error. Commit returns
//     the first of that kind as err too. Such a file must not be reported as
//     done, though it may be in place if only its folder could not be synced.
//
// One file's error does not keep the others of the group from their commit. A
// file that was not put in place is removed.
func (o *Output) Commit(group []*Temp) (results []error, err error) {
	o.life.RLock()
	defer o.life.RUnlock()
	results = make([]error, len(group))
	ours := make([]bool, len(group))
	for i, t := range group {
		results[i], ours[i] = t.reserve(o)
	}
	concurrently(len(group), func(i int) {
		if results[i] == nil {
			results[i] = syncError(group[i].name, group[i].sync())
		}
	})
	var touched []string
	for i, t := range group {
		if results[i] != nil {
			continue
		}
		if results[i] = t.rename(); results[i] == nil {
			touched = append(touched, t.dir)
		}
	}
	slices.Sort(touched)
	failed := o.syncFolders(slices.Compact(touched))
	for i, t := range group {
		if results[i] == nil && len(failed) > 0 {
			results[i] = folderError(failed, t.dir)
		}
		if ours[i] {
			t.finish(results[i])
		}
	}
	return results, runError(results)
}

// reserve takes a file into the group that is being committed. ours is false
// for one that was committed or discarded before, which stays as it is.
func (t *Temp) reserve(o *Output) (err error, ours bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.out != o {
		panic("files: internal error: commit of another output's file")
	}
	if t.state != pending {
		if t.renamed {
			return fmt.Errorf("commit %q: committed before", t.name), false
		}
		return fmt.Errorf("commit %q: discarded before", t.name), false
	}
	t.state = committing
	return t.close(), true
}

// sync writes the content to the disk. It opens the file again, as an error of
// write-back since it was closed is reported to the first caller of fsync.
func (t *Temp) sync() error {
	f, err := t.out.root.OpenFile(t.tmp, syncFlag, 0)
	if err != nil {
		return err
	}
	err = t.out.fsync.sync(f)
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

// rename gives the file its final name.
func (t *Temp) rename() error {
	var err error
	if t.out.opt.Overwrite {
		err = t.out.root.Rename(t.tmp, t.rel)
	} else {
		err = renameNew(t.out.root, t.tmp, t.rel, t.unlink)
		if errors.Is(err, fs.ErrExist) {
			return &ExistsError{Name: t.name}
		}
	}
	t.renamed = err == nil
	return wrap("create", t.name, err)
}

// finish ends the file's life; err is how its commit ended.
func (t *Temp) finish(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.err == nil {
		t.err = err
	}
	t.remove()
}

// folderError returns the error of dir in failed, or of a folder above it,
// whose entry for a new folder may be lost.
func folderError(failed map[string]error, dir string) error {
	for {
		if err := failed[dir]; err != nil || dir == "." {
			return err
		}
		dir = filepath.Dir(dir)
	}
}

// concurrently calls f for 0 to n-1, a few at a time.
func concurrently(n int, f func(int)) {
	if n == 1 {
		f(0)
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, openFiles) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wg.Wait()
}
