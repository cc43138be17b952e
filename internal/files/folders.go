package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
)

// folders remembers the folders below the output folder; Output.mu guards it.
type folders struct {
	ready    map[string]bool  // known to exist
	made     []string         // made by this run, parents first
	unsynced map[string]bool  // entry in the parent not known to be synced
	failed   map[string]error // could not be synced, and so never can be
}

// makeFolder makes the folder rel and its parents where they are missing. With
// again set it looks again for those that it knows.
func (o *Output) makeFolder(rel string, again bool) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if again {
		for p := rel; p != "."; p = filepath.Dir(p) {
			delete(o.folders.ready, p)
		}
	}
	return o.makeFolderLocked(rel)
}

func (o *Output) makeFolderLocked(rel string) error {
	if o.folders.ready[rel] {
		return nil
	}
	if err := o.makeFolderLocked(filepath.Dir(rel)); err != nil {
		return err
	}
	switch err := o.root.Mkdir(rel, folderPerm(o.opt.Perm)); {
	case err == nil:
		o.folders.made = append(o.folders.made, rel)
		o.folders.unsynced[rel] = true
	case errors.Is(err, fs.ErrExist):
		info, err := o.root.Stat(rel) // follows links, and refuses those that lead outside
		if err != nil {
			return wrap("create", o.show(rel), err)
		}
		if !info.IsDir() {
			return wrap("create", o.show(rel), syscall.ENOTDIR)
		}
		o.folders.unsynced[rel] = true // a run that was killed may have made it
	default:
		return wrap("create", o.show(rel), err)
	}
	o.folders.ready[rel] = true
	return nil
}

// removeFolders removes the folders that this run made and that are empty.
func (o *Output) removeFolders() {
	for _, rel := range slices.Backward(o.folders.made) {
		if info, err := o.root.Lstat(rel); err == nil && info.IsDir() {
			o.root.Remove(rel) // refused if not empty
		}
	}
}

// syncFolders makes the entries of the given folders durable, and those of
// folders made for them. It returns an error for each folder that could not be
// synced, or none of whose parents could; a failure stays one.
func (o *Output) syncFolders(touched []string) map[string]error {
	todo := slices.Clone(touched)
	var fresh []string // folders whose entry in the parent is synced here
	o.mu.Lock()
	for _, rel := range touched {
		for p := rel; p != "."; p = filepath.Dir(p) {
			if o.folders.unsynced[p] && !slices.Contains(fresh, p) {
				fresh = append(fresh, p)
				todo = append(todo, filepath.Dir(p))
			}
		}
	}
	o.mu.Unlock()
	slices.Sort(todo)
	todo = slices.Compact(todo)

	errs := make([]error, len(todo))
	concurrently(len(todo), func(i int) { errs[i] = syncError(o.show(todo[i]), o.syncFolder(todo[i])) })
	failed := map[string]error{}
	o.mu.Lock()
	for i, rel := range todo {
		if errs[i] != nil && o.folders.failed[rel] == nil {
			o.folders.failed[rel] = errs[i]
		}
		if err := o.folders.failed[rel]; err != nil {
			failed[rel] = err
		}
	}
	for _, p := range fresh {
		if failed[filepath.Dir(p)] == nil {
			delete(o.folders.unsynced, p)
		}
	}
	o.mu.Unlock()
	return failed
}

// syncFolder syncs one folder.
func (o *Output) syncFolder(rel string) error {
	if !canSyncFolders {
		return nil
	}
	d, err := o.root.Open(rel)
	if err != nil {
		return err
	}
	defer d.Close()
	return o.fsync.folder(d)
}

// folderPerm adds the right to enter to the right to read.
func folderPerm(file fs.FileMode) fs.FileMode { return file.Perm() | file.Perm()&0o444>>2 }

// makeRoot makes the folder dir and its parents where they are missing,
// durably. It returns the path to open and what it made, outermost first.
func makeRoot(dir string, perm fs.FileMode) (path string, made []string, err error) {
	if info, err := os.Stat(dir); err == nil {
		if !info.IsDir() {
			return "", nil, syscall.ENOTDIR
		}
		return dir, nil, nil // as it is: cleaning a path can change its meaning where "x/.." passes a link
	}
	dir = filepath.Clean(dir)
	var missing []string
	for p := dir; ; p = filepath.Dir(p) {
		_, err := os.Stat(p)
		if err == nil || p == filepath.Dir(p) {
			break
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", nil, err
		}
		missing = append(missing, p)
	}
	for _, p := range slices.Backward(missing) {
		if err := os.Mkdir(p, perm); err != nil {
			// Another run may have made it just now. A link to nowhere is
			// caught when the folder is opened.
			if errors.Is(err, fs.ErrExist) {
				continue
			}
			removeRoot(made, nil)
			return "", nil, err
		}
		made = append(made, p)
		if err := syncPath(filepath.Dir(p), nil); err != nil {
			removeRoot(made, nil)
			return "", nil, err
		}
	}
	return dir, made, nil
}

func syncPath(dir string, s syncer) error {
	if !canSyncFolders {
		return nil
	}
	d, err := os.Open(dir)
	if errors.Is(err, fs.ErrPermission) {
		return nil // may be written but not read: there is no way to sync it
	}
	if err != nil {
		return err
	}
	defer d.Close()
	return s.folder(d)
}

// removeRoot removes the folders that makeRoot made, as long as they are empty.
// If info is given, the innermost must be that folder.
func removeRoot(made []string, info fs.FileInfo) {
	for i, p := range slices.Backward(made) {
		now, err := os.Lstat(p)
		if err != nil || !now.IsDir() || (info != nil && i == len(made)-1 && !os.SameFile(info, now)) {
			return
		}
		if os.Remove(p) != nil {
			return
		}
	}
}
