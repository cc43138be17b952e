package files

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"fanout/internal/wait"
)

// A File is one output by itself, such as a report. It keeps the same promises
// as the files of an Output.
type File struct {
	name string
	out  *Output
	temp *Temp
	done bool

	// A device or pipe, such as /dev/null, is written to as it is. There is
	// nothing to commit then.
	device *os.File
	writer *wait.Writer // to it
	mu     sync.Mutex   // guards the two below, of device
	size   int64
	err    error
}

// ErrReaderGone is EPIPE of a pipe with a name.
var ErrReaderGone = errors.New("the reader closed the pipe")

// Create begins the file at path, with perm as in Options. Without overwrite a
// file that is there already is an *ExistsError at once, and one that appears
// later is an *ExistsError of Commit. With overwrite a symbolic link is
// followed, so that the link stays. Opening a pipe waits for a reader, and
// writing to one until there is room, but not once ctx is done: its cause is
// the error then. The caller must call Commit or Discard.
func Create(ctx context.Context, path string, perm fs.FileMode, overwrite bool) (*File, error) {
	f := &File{name: path}
	target := finalPath(path, overwrite)
	if info, err := os.Stat(target); err == nil {
		switch {
		case info.IsDir():
			return nil, wrap("create", path, syscall.EISDIR)
		case !info.Mode().IsRegular():
			f.device, err = wait.For(ctx, func() (*os.File, error) { return os.OpenFile(target, os.O_WRONLY, 0) })
			switch {
			case ctx.Err() != nil:
				return nil, context.Cause(ctx)
			case err != nil:
				return nil, wrap("open", path, err)
			}
			f.writer = wait.NewWriter(ctx, f.device)
			return f, nil
		}
	}
	if _, err := os.Lstat(target); err == nil && !overwrite {
		return nil, &ExistsError{Name: path}
	}
	dir, base := filepath.Split(target)
	if base == "" {
		return nil, wrap("create", path, fmt.Errorf("not a name for an output: %w", fs.ErrInvalid))
	}
	if n := len(dir) - 1; n > len(filepath.VolumeName(dir)) {
		dir = dir[:n] // the separator, which is part of a root's name only
	}
	var err error
	if f.out, err = Open(dir, Options{Overwrite: overwrite, Perm: perm}); err != nil {
		if cause := errors.Unwrap(err); cause != nil {
			err = cause // Open named the folder
		}
		return nil, wrap("create", path, err)
	}
	if f.temp, err = f.out.Create(base); err != nil {
		f.out.Close()
		return nil, err
	}
	f.temp.name = path
	return f, nil
}

// Name returns the path as it was given to Create.
func (f *File) Name() string { return f.name }

// finalPath returns the path at which an output appears: where a link leads, if
// it is to be replaced.
func finalPath(path string, overwrite bool) string {
	if overwrite {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			return real
		}
	}
	return path
}

// Size returns the bytes written so far.
func (f *File) Size() int64 {
	if f.device == nil {
		return f.temp.Size()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.size
}

// Write appends to the file. After an error the file cannot be committed.
func (f *File) Write(p []byte) (int, error) {
	if f.device == nil {
		return f.temp.Write(p)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	n, err := f.writer.Write(p)
	f.size += int64(n)
	if errors.Is(err, syscall.EPIPE) {
		// On standard output that may be a quiet end. A pipe with a name was to
		// take it all.
		err = ErrReaderGone
	}
	if !f.writer.Stuck() {
		err = wrap("write", f.name, err)
	}
	if f.err == nil {
		f.err = err
	}
	return n, err
}

// Sync closes the file and makes its content durable. Without Commit it still
// does not appear.
func (f *File) Sync() error {
	if f.device != nil {
		return nil
	}
	t := f.temp
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.close(); err != nil {
		return err
	}
	t.err = syncError(t.name, t.sync())
	return t.err
}

// Commit closes the file and makes it durable and visible. After an error
// nothing has changed under its name, with one exception: the error says that
// the folder could not be synced.
func (f *File) Commit() error {
	if f.done {
		return fmt.Errorf("commit %q: committed or discarded before", f.name)
	}
	f.done = true
	if f.device != nil {
		if f.err == nil && unread(f.device) {
			f.err = wrap("write", f.name, ErrReaderGone)
		}
		if err := f.device.Close(); f.err == nil {
			f.err = wrap("close", f.name, err)
		}
		return f.err
	}
	results, _ := f.out.Commit([]*Temp{f.temp})
	f.out.Close() // a lock that cannot be removed is swept by the next run, and no reason to call the file failed
	return results[0]
}

// Discard removes the file. After Commit or Discard it does nothing, so it can
// be deferred.
func (f *File) Discard() {
	if f.done {
		return
	}
	f.done = true
	if f.device != nil {
		f.device.Close()
		return
	}
	f.out.Close()
}
