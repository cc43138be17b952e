package files

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// A Partial is an output that grows over a long run and outlives a killed one. It is appended to under a name of its own
// beside the final one; a small file next to it says how much of it is durable and where the run stood then. A later
// run with the same key goes on from there.
//
// The two are called .NAME.fanout-partial and .NAME.fanout-state; no sweep touches them.
type Partial struct {
	name string // as the user named it
	base string // final name within root
	opt  PartialOptions
	root *os.Root
	file *os.File // locked while it is open
	made bool     // file is this run's, not one that was there

	offset int64           // appended so far
	state  json.RawMessage // that belongs to offset
	dirty  bool            // something was appended since the last sync
	synced time.Time
}

// PartialOptions say how a Partial is opened.
type PartialOptions struct {
	// Perm is the permission of output and state before umask.
	Perm fs.FileMode
	// Key stands for the input and all options that the output depends on. It is written to the state file.
	Key string
	// Resume goes on with what an unfinished run of the same key has left, if anything.
	Resume bool
	// Overwrite allows to replace an existing output, and without Resume to discard what an unfinished run has left. A
	// symbolic link is followed, so that the link stays.
	Overwrite bool
}

// partialState is the content of the state file.
type partialState struct {
	Version int             `json:"version"`
	Key     string          `json:"key"`
	Offset  int64           `json:"offset"` // bytes of the partial file that are durable
	State   json.RawMessage `json:"state"`  // the caller's, at that offset
}

// The reasons why a Partial cannot be opened, besides [ExistsError].
var (
	ErrUnfinished = errors.New("an unfinished run has left its output")
	ErrOtherRun   = errors.New("the unfinished run had another input or other options")
	ErrBusy       = errors.New("another run is writing it")
	ErrDamaged    = errors.New("what the unfinished run has left is damaged")
)

// syncEvery is how much time may be lost to a kill.
const syncEvery = time.Second

// maxState is far above the size of a state file, which could be anything that others have laid there.
const maxState = 16 << 20

// OpenPartial begins the output at path, or goes on with it: then state is what the unfinished run last made durable,
// and what it appended after that is cut off. state is nil for a new output. Without Resume and Overwrite
// an unfinished output is ErrUnfinished; one of another key is ErrOtherRun. The caller must call Commit or Close.
func OpenPartial(path string, opt PartialOptions) (p *Partial, state json.RawMessage, err error) {
	p, err = newPartial(path, opt)
	if err != nil {
		return nil, nil, err
	}
	if err := p.open(); err != nil {
		p.Close()
		return nil, nil, placed(path, err)
	}
	return p, p.state, nil
}

// LookPartial returns the state or error that OpenPartial would, as far as that can be told without writing.
func LookPartial(path string, opt PartialOptions) (state json.RawMessage, err error) {
	p, err := newPartial(path, opt)
	if err != nil {
		return nil, err
	}
	defer p.Close()
	old, err := p.look()
	if exists := (*ExistsError)(nil); !errors.As(err, &exists) && p.busy() {
		return nil, placed(path, ErrBusy)
	}
	return old.State, placed(path, err)
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

// SweepPartial removes the state beside the finished output at path, where a run was killed between the two. It leaves
// alone what belongs to an unfinished one. opt are those of the run.
func SweepPartial(path string, opt PartialOptions) error {
	p, err := newPartial(path, opt)
	if err != nil {
		return err
	}
	defer p.Close()
	if _, err := p.root.Lstat(p.partName()); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return fault("sweep", path, p.removeState())
}

func newPartial(path string, opt PartialOptions) (*Partial, error) {
	target := path
	if opt.Overwrite {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			target = real
		}
	}
	dir, base := filepath.Split(target)
	if base == "" {
		return nil, fault("create", path, fmt.Errorf("not a name for an output: %w", fs.ErrInvalid))
	}
	if dir == "" {
		dir = "."
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fault("create", path, err)
	}
	return &Partial{name: path, base: base, opt: opt, root: root}, nil
}

// placed adds the place to an error that has none.
func placed(path string, err error) error {
	if exists := (*ExistsError)(nil); errors.As(err, &exists) {
		return err
	}
	return fault("create", path, err)
}

func (p *Partial) partName() string  { return "." + p.base + ".fanout-partial" }
func (p *Partial) stateName() string { return "." + p.base + ".fanout-state" }
func (p *Partial) freshName() string { return p.stateName() + "-new" }

// look returns where to begin; the zero value means from the start.
func (p *Partial) look() (partialState, error) {
	var none partialState
	switch info, err := p.root.Lstat(p.base); {
	case err == nil && info.IsDir():
		return none, syscall.EISDIR
	case err == nil && !p.opt.Overwrite:
		return none, &ExistsError{Name: p.name}
	case p.opt.Overwrite && !p.opt.Resume:
		return none, nil
	}
	info, err := p.root.Lstat(p.partName())
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && info.Size() == 0:
		return none, nil // a state by itself is what a run killed in its last moment has left
	case err != nil:
		return none, err
	}
	old, err := p.readState()
	switch {
	case err != nil, old.Offset == 0:
		return none, err
	case !p.opt.Resume:
		return none, ErrUnfinished
	case old.Key != p.opt.Key:
		return none, ErrOtherRun
	case old.Offset > info.Size():
		return none, fmt.Errorf("%w: %d bytes of its output are missing", ErrDamaged, old.Offset-info.Size())
	}
	return old, nil
}

// readState returns the zero value if there is no state file.
func (p *Partial) readState() (s partialState, err error) {
	damaged := fmt.Errorf("%w: %q is no state of a run", ErrDamaged, p.stateName())
	info, err := p.root.Lstat(p.stateName())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s, nil
	case err != nil:
		return s, err
	case !info.Mode().IsRegular() || info.Size() > maxState: // a pipe would never end
		return s, damaged
	}
	text, err := p.root.ReadFile(p.stateName())
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(text, &s); err != nil || s.Version != 1 || s.Offset < 0 {
		return partialState{}, damaged
	}
	return s, nil
}

// open takes the lock, and cuts the file to what the state vouches for.
func (p *Partial) open() error {
	if err := p.lock(); err != nil {
		return err
	}
	old, err := p.look() // under the lock, so that nobody changes it any more
	if err == nil && old.Offset == 0 {
		err = p.removeState() // an old state must not meet new content
		if err == nil {
			err = p.renew()
		}
	}
	if err == nil {
		err = p.file.Truncate(old.Offset)
	}
	if err == nil {
		_, err = p.file.Seek(old.Offset, io.SeekStart)
	}
	p.offset, p.state, p.synced = old.Offset, old.State, time.Now()
	if err != nil && p.file != nil {
		if p.made {
			_ = p.root.Remove(p.partName())
		}
		p.file.Close()
		p.file = nil
	}
	return err
}

// renew makes the partial file anew if it was there before: somebody else may own it or have it open, and would read
// along, or it may be another name of a file that must not be cut.
func (p *Partial) renew() error {
	if p.made || runtime.GOOS == "windows" { // an open file cannot be removed there
		return nil
	}
	err := p.root.Remove(p.partName())
	p.file.Close()
	p.file = nil
	if err == nil {
		err = p.lock()
	}
	if err == nil && !p.made { // another run was faster, and has ended already
		err = ErrBusy
	}
	return err
}

// lock opens the partial file and takes its lock. The name is looked at again after that: another run may just have
// given the file its final name.
func (p *Partial) lock() error {
	for range tries {
		f, err := p.root.OpenFile(p.partName(), os.O_RDWR|os.O_CREATE|os.O_EXCL, p.opt.Perm)
		made := err == nil
		if errors.Is(err, fs.ErrExist) {
			f, err = p.root.OpenFile(p.partName(), os.O_RDWR, 0)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
		}
		if err != nil {
			return err
		}
		if err := lockFile(f); err == errBusy {
			f.Close()
			return ErrBusy
		} // any other error: no locks on this file system, so no protection either
		if !isFile(p.root, p.partName(), f) {
			f.Close()
			continue
		}
		p.file, p.made = f, made
		return narrow(f, p.opt.Perm)
	}
	return fmt.Errorf("%q is no regular file", p.partName())
}

// narrow takes permissions from f that perm does not grant. It fails for a file that somebody else has laid there.
func narrow(f *os.File, perm fs.FileMode) error {
	info, err := f.Stat()
	if err == nil && info.Mode().Perm()&^perm != 0 {
		err = f.Chmod(info.Mode().Perm() & perm)
	}
	return err
}

// Append appends text, after which the run stands at state, a value that encodes to JSON. About once a second it makes
// both durable.
func (p *Partial) Append(text []byte, state any) error {
	encoded, err := json.Marshal(state)
	if err != nil {
		return fault("write", p.name, err)
	}
	if _, err := p.file.Write(text); err != nil {
		return fault("write", p.name, err)
	}
	p.offset += int64(len(text))
	p.state, p.dirty = encoded, true
	if time.Since(p.synced) < syncEvery {
		return nil
	}
	return p.sync()
}

// sync makes what was appended and its state durable.
func (p *Partial) sync() error {
	if !p.dirty || p.offset == 0 { // of an empty file there is nothing to go on with
		return nil
	}
	err := p.file.Sync()
	if err == nil {
		err = p.writeState()
	}
	if err != nil {
		return fault("sync", p.name, err)
	}
	p.dirty, p.synced = false, time.Now()
	return nil
}

// writeState replaces the state file.
func (p *Partial) writeState() error {
	text, err := json.Marshal(partialState{1, p.opt.Key, p.offset, p.state})
	if err != nil {
		return err
	}
	_ = p.root.Remove(p.freshName()) // never through what is there
	f, err := p.root.OpenFile(p.freshName(), os.O_WRONLY|os.O_CREATE|os.O_EXCL, p.opt.Perm)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = p.root.Rename(p.freshName(), p.stateName())
	}
	if err == nil {
		err = p.syncFolder()
	}
	return err
}

func (p *Partial) removeState() error {
	for _, name := range []string{p.freshName(), p.stateName()} {
		if err := p.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return p.syncFolder()
}

func (p *Partial) syncFolder() error { return syncPath(p.root.Name()) }

// Commit makes the output durable, gives it its name and removes the state. After an error it can be taken up again.
func (p *Partial) Commit() error {
	defer p.Close()
	err := p.file.Sync()
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
		return fault("create", p.name, err)
	}
	p.dirty = false
	return fault("finish", p.name, p.removeState())
}

// Close ends the run with what is there, for a later one to go on with. A file that holds nothing is removed. After
// Commit it does nothing.
func (p *Partial) Close() error {
	if p.root == nil {
		return nil
	}
	var err error
	if p.file != nil {
		err = p.sync()
		if p.offset == 0 && isFile(p.root, p.partName(), p.file) {
			_ = p.root.Remove(p.partName())
		}
		p.file.Close()
	}
	p.root.Close()
	p.root = nil
	return err
}
