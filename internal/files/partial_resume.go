package files

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// open takes the lock, and cuts the file to the length that the state confirms.
func (p *Partial) open() error {
	if err := p.lock(); err != nil {
		return err
	}
	resume, err := p.resumePoint() // under the lock, so that nothing changes any more
	if err == nil && resume.Offset == 0 {
		err = p.removeState() // an old state must not meet new content
		if err == nil {
			err = p.recreate()
		}
	}
	if err == nil {
		err = p.file.Truncate(resume.Offset)
	}
	if err == nil {
		_, err = p.file.Seek(resume.Offset, io.SeekStart)
	}
	p.offset, p.state, p.synced = resume.Offset, resume.State, time.Now()
	if err != nil && p.file != nil {
		if p.created {
			_ = p.root.Remove(p.partName())
		}
		p.file.Close()
		p.file = nil
	}
	return err
}

// Finished returns what was durable when p was opened, or appended since.
func (p *Partial) Finished() io.Reader { return io.NewSectionReader(p.file, 0, p.offset) }

// ReadPartial opens what an unfinished run has made durable, which OpenPartial
// with opt would resume.
func ReadPartial(path string, opt PartialOptions) (io.ReadCloser, error) {
	p, err := newPartial(path, opt)
	if err != nil {
		return nil, err
	}
	defer p.root.Close()
	resume, err := p.resumePoint()
	if err != nil {
		return nil, withPlace(path, err)
	}
	var f *os.File
	if info, e := p.root.Lstat(p.partName()); e != nil || !info.Mode().IsRegular() { // a pipe would never end
		err = fmt.Errorf("%w: %q is no regular file", ErrDamaged, p.partName())
	} else {
		f, err = p.root.Open(p.partName())
	}
	if err != nil {
		return nil, withPlace(path, err)
	}
	return struct {
		io.Reader
		io.Closer
	}{io.NewSectionReader(f, 0, resume.Offset), f}, nil
}

// resumePoint returns where to begin; the zero value means from the start.
func (p *Partial) resumePoint() (partialState, error) {
	var start partialState
	switch info, err := p.root.Lstat(p.base); {
	case err == nil && info.IsDir():
		return start, syscall.EISDIR
	case err == nil && !p.opt.Overwrite:
		return start, &ExistsError{Name: p.name}
	case p.opt.Overwrite && !p.opt.Resume:
		return start, nil
	}
	info, err := p.root.Lstat(p.partName())
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && info.Size() == 0:
		return start, nil // a run killed after its commit leaves a state alone
	case err != nil:
		return start, err
	}
	old, err := p.readState()
	switch {
	case err != nil, old.Offset == 0:
		return start, err
	case !p.opt.Resume:
		return start, ErrUnfinished
	case old.Key != p.opt.Key:
		return start, ErrOtherRun
	case old.Offset > info.Size():
		return start, fmt.Errorf("%w: %d bytes of its output are missing", ErrDamaged, old.Offset-info.Size())
	}
	return old, nil
}
