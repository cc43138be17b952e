package files

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// A Temp is an output under its temporary name. Close it as soon as it is
// written: it can wait for its commit without a descriptor. Its methods may be
// called by several goroutines; the order of writes is then up to the callers.
type Temp struct {
	out  *Output
	name string // as the user knows it
	rel  string // final path, relative to the output folder, in the system's form
	dir  string // its folder
	tmp  string // temporary path, relative to the output folder

	mu      sync.Mutex
	file    *os.File // nil once closed
	size    int64
	modTime time.Time // once closed
	err     error     // first error
	state   state
	renamed bool // has its final name
}

type state uint8

const (
	pending state = iota
	committing
	finished // committed or removed
)

// Create begins the output rel, a path relative to the output folder whose
// folder is one of Options.Folders; "/" separates everywhere. Nothing is
// visible under that name before Commit.
func (o *Output) Create(rel string) (*Temp, error) {
	name := filepath.Join(o.name, filepath.FromSlash(rel))
	local, err := localPath(rel)
	switch {
	case err != nil:
		return nil, wrap("create", name, err)
	case local == "." || os.IsPathSeparator(rel[len(rel)-1]) || IsOwn(filepath.Base(local)):
		return nil, wrap("create", name, fmt.Errorf("not a name for an output: %w", fs.ErrInvalid))
	case !o.announced[filepath.Dir(local)]:
		return nil, wrap("create", name, fmt.Errorf("folder is not one of those announced for this run: %w", fs.ErrInvalid))
	}

	o.life.RLock()
	defer o.life.RUnlock()
	if o.closed {
		return nil, wrap("create", name, fs.ErrClosed)
	}
	t := &Temp{out: o, name: name, rel: local, dir: filepath.Dir(local)}
	t.tmp = filepath.Join(t.dir, tempName(o.id, o.serial.Add(1)))
	for try := range tries {
		if err = o.makeFolder(t.dir, try > 0); err == nil {
			t.file, err = o.root.OpenFile(t.tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, o.opt.Perm)
			err = wrap("create", name, err)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	o.pending[t] = struct{}{}
	o.mu.Unlock()
	return t, nil
}

// WriteFile creates the output rel with the given content, closed and ready for
// Commit. It keeps few descriptors open, however many goroutines call it.
func (o *Output) WriteFile(rel string, content []byte) (*Temp, error) {
	o.slots <- struct{}{}
	defer func() { <-o.slots }()
	t, err := o.Create(rel)
	if err != nil {
		return nil, err
	}
	t.Write(content) // Close returns its error
	if err := t.Close(); err != nil {
		t.Discard()
		return nil, err
	}
	return t, nil
}

// Size returns the bytes written so far.
func (t *Temp) Size() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.size
}

// ModTime returns when the file was last written to, once it is closed.
func (t *Temp) ModTime() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.modTime
}

// Write appends to the file. After an error the file cannot be committed.
func (t *Temp) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.file == nil {
		return 0, wrap("write", t.name, fs.ErrClosed)
	}
	n, err := t.file.Write(p)
	t.size += int64(n)
	return n, t.fail("write", err)
}

// Close releases the descriptor; the file stays and waits for Commit or
// Discard. It returns the first error of the file, also one that a Write has
// returned before. Further calls return the same.
func (t *Temp) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.close()
}

func (t *Temp) close() error {
	if t.file != nil {
		if info, err := t.file.Stat(); err == nil {
			t.modTime = info.ModTime()
		}
		t.fail("close", t.file.Close())
		t.file = nil
	}
	return t.err
}

// fail records the first error of the file, and returns err with its place.
func (t *Temp) fail(op string, err error) error {
	err = wrap(op, t.name, err)
	if t.err == nil {
		t.err = err
	}
	return err
}

// Discard removes the file. After Commit or Discard it does nothing, so it can
// be deferred.
func (t *Temp) Discard() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.state != pending {
		return
	}
	t.close()
	t.remove()
}

// remove ends the file's life, and deletes the temporary unless it has become
// the output.
func (t *Temp) remove() {
	t.state = finished
	if !t.renamed {
		t.unlink()
	}
	t.out.mu.Lock()
	delete(t.out.pending, t)
	t.out.mu.Unlock()
}

// unlink deletes the temporary name.
func (t *Temp) unlink() {
	if err := t.out.root.Remove(t.tmp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.out.addLeftover(wrap("discard", t.name, err))
	}
}
