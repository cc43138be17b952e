package files

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Adopt makes the output rel, which exists already, as durable as a commit
// makes one, if holds reports that it holds what it should. info is nil if it
// does not, or is no regular file. A run that was killed between a rename and
// the sync of its folder leaves such outputs.
func (o *Output) Adopt(rel string, holds func(*os.File, fs.FileInfo) (bool, error)) (info fs.FileInfo, err error) {
	o.life.RLock()
	defer o.life.RUnlock()
	local, err := localPath(rel)
	if err != nil {
		return nil, wrap("read", o.show(rel), err)
	}
	if info, err = o.root.Lstat(local); err != nil || !info.Mode().IsRegular() {
		return nil, wrap("read", o.show(local), err)
	}
	f, err := o.root.OpenFile(local, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, wrap("read", o.show(local), err)
	}
	defer f.Close()
	if now, err := f.Stat(); err != nil || !os.SameFile(info, now) {
		return nil, wrap("read", o.show(local), err)
	}
	if ok, err := holds(f, info); err != nil || !ok {
		return nil, wrap("read", o.show(local), err)
	}
	if err := syncError(o.show(local), o.fsync.sync(f)); err != nil {
		return nil, err
	}
	var above []string // the killed run may have made any of them
	for dir := filepath.Dir(local); ; dir = filepath.Dir(dir) {
		above = append(above, dir)
		if dir == "." {
			break
		}
	}
	for _, err := range o.syncFolders(above) {
		return nil, err
	}
	return info, nil
}
