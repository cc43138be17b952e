package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// open takes the lock, removes what dead runs have left in the folder, and cuts
// the file to the length that the state confirms.
func (p *Partial) open(ctx context.Context) error {
	if err := p.lock(); err != nil {
		return err
	}
	(&Output{root: p.root}).sweep()
	resume, err := p.resumePoint() // under the lock, so that nothing changes any more
	if err == nil && resume.Offset == 0 {
		err = p.removeState() // an old state must not meet new content
		if err == nil {
			err = p.recreate()
		}
	}
	if err == nil {
		p.digest, err = resume.verify(ctx, p.file)
	}
	if err == nil {
		err = p.file.Truncate(resume.Offset)
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

// An Unfinished is what an unfinished run has made durable: a reader of its
// output, and the state at its end.
type Unfinished struct {
	io.Reader
	State json.RawMessage
	file  *os.File
}

// Close closes the file.
func (u *Unfinished) Close() error { return u.file.Close() }

// InspectPartial returns what OpenPartial would resume, or the error that it
// would return, as far as it can be known without writing. nil stands for an
// output that begins at its start. The caller must close what is not nil.
func InspectPartial(ctx context.Context, path string, opt PartialOptions) (*Unfinished, error) {
	p, err := newPartial(path, opt)
	if errors.Is(err, fs.ErrNotExist) { // a folder to be made
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer p.root.Close()
	resume, err := p.resumePoint()
	if exists := (*ExistsError)(nil); !errors.As(err, &exists) {
		if busy := p.busy(); busy != nil {
			err = busy
		}
	}
	if err != nil || resume.Offset == 0 {
		return nil, withPlace(ctx, path, err)
	}
	f, err := p.root.Open(p.partName())
	if err != nil {
		return nil, withPlace(ctx, path, err)
	}
	if _, err := resume.verify(ctx, f); err != nil {
		f.Close()
		return nil, withPlace(ctx, path, err)
	}
	return &Unfinished{io.NewSectionReader(f, 0, resume.Offset), resume.State, f}, nil
}

// resumePoint returns where to begin; the zero value means from the start.
func (p *Partial) resumePoint() (partialState, error) {
	var start partialState
	switch info, err := p.root.Lstat(p.base); {
	case err == nil && info.IsDir():
		return start, syscall.EISDIR
	case err == nil && !p.opt.Overwrite:
		return start, &ExistsError{Name: p.name}
	case err != nil && !errors.Is(err, fs.ErrNotExist): // its name is too long, for example
		return start, err
	case p.opt.Overwrite && !p.opt.Resume:
		return start, nil
	}
	info, err := p.root.Lstat(p.partName())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return start, nil // a run killed after its commit leaves a state alone
	case err != nil:
		return start, err
	case !info.Mode().IsRegular(): // a pipe would never end
		return start, fmt.Errorf("%w: %q is no regular file", ErrDamaged, p.partName())
	case info.Size() == 0:
		return start, nil
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
		return start, fmt.Errorf("%w: %d bytes of %q are missing", ErrDamaged, old.Offset-info.Size(), p.partName())
	}
	return old, nil
}

// verify returns the digest of the durable bytes of f, which has to be that of
// the state. It reads them all.
func (s *partialState) verify(ctx context.Context, f io.ReaderAt) (hash.Hash, error) {
	digest := sha256.New()
	rest := io.NewSectionReader(f, 0, s.Offset)
	for ctx.Err() == nil {
		_, err := io.CopyN(digest, rest, 1<<20)
		switch {
		case err == nil:
			continue
		case err != io.EOF:
			return nil, err
		}
		if hex.EncodeToString(digest.Sum(nil)) != s.Digest && s.Offset > 0 {
			return nil, fmt.Errorf("%w: the first %d bytes of its output are not those that it wrote", ErrDamaged, s.Offset)
		}
		return digest, nil
	}
	return nil, context.Cause(ctx)
}
