package files

import (
	"errors"
	"io/fs"
	"runtime"
)

// Commit makes the output durable, gives it its name and removes the state.
// After an error a later run can resume it; what a sync has failed to make
// durable is not part of that.
func (p *Partial) Commit() error {
	defer p.Close()
	if p.failed != nil { // the file may end in a part of what was to be appended
		return p.failed
	}
	err := p.syncFile(p.file)
	if runtime.GOOS == "windows" && err == nil {
		err = p.file.Close() // an open file cannot be renamed there
	}
	if err == nil && p.opt.Overwrite {
		err = p.root.Rename(p.partName(), p.base)
	} else if err == nil {
		err = renameNew(p.root, p.partName(), p.base, func() { _ = p.root.Remove(p.partName()) })
		if errors.Is(err, fs.ErrExist) {
			return &ExistsError{Name: p.name}
		}
	}
	if err == nil {
		err = p.syncFolder()
	}
	if err != nil {
		return p.failure("create", err)
	}
	p.dirty = false
	if err := p.removeState(); err != nil {
		return p.failure("finish", err)
	}
	return nil
}

// Close keeps what was appended, for a later run to resume. A file that holds
// nothing is removed, and so are folders made for it. After Commit it does
// nothing.
func (p *Partial) Close() error {
	if p.root == nil {
		return nil
	}
	var err error
	if p.file != nil {
		err = p.sync()
		if there, _ := isFile(p.root, p.partName(), p.file); there && p.offset == 0 {
			_ = p.root.Remove(p.partName())
		}
		p.file.Close()
	}
	p.named.release()
	p.root.Close()
	p.root = nil
	removeRoot(p.made, nil) // those that are empty
	return err
}
