package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"fanout/internal/files"
	"fanout/internal/inputs"
)

// Options say where a list is and how it is read.
type Options struct {
	Path string    // of the list, or "-" for In
	In   io.Reader // a stream that is read once
	// Type reads a list that a person types without echo, in place of In; nil
	// if In is no terminal. The list is cleared after use.
	Type func(ctx context.Context) ([]byte, error)
	// IsTerminal reports whether a device is a terminal, which would show what
	// is typed; nil: none is.
	IsTerminal func(f *os.File) bool
}

// A List is an input: a file, a stream, or what a person has typed.
type List struct {
	io.Reader
	Name  string       // as the user named it
	Size  int64        // bytes; negative: not known, and it can be read only once
	Stamp inputs.Stamp // of a file that can be read again
	UTF16 bool         // it starts with a byte order mark of UTF-16

	opt   Options
	file  *os.File // nil: a stream, or typed
	typed []byte   // what Reader reads, to be cleared
}

// Open opens a list. The error is a PathError unless ctx ended or typing
// failed.
func Open(ctx context.Context, opt Options) (*List, error) {
	if opt.Path == "-" {
		if opt.Type == nil {
			return &List{Reader: opt.In, Name: opt.Path, Size: -1, opt: opt}, nil
		}
		text, err := opt.Type(ctx)
		if err != nil {
			return nil, err
		}
		return &List{Reader: bytes.NewReader(text), Name: opt.Path, Size: int64(len(text)), opt: opt, typed: text}, nil
	}
	f, err := Await(ctx, func() (*os.File, error) { return os.Open(opt.Path) })
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		return nil, &inputs.PathError{Path: opt.Path, Err: files.Cause(err)}
	}
	l := &List{Reader: f, Name: opt.Path, Size: -1, opt: opt, file: f}
	if err := l.look(); err != nil {
		f.Close()
		return nil, &inputs.PathError{Path: opt.Path, Err: files.Cause(err)}
	}
	return l, nil
}

// look fills in what the file is.
func (l *List) look() error {
	info, err := l.file.Stat()
	switch {
	case err != nil:
		return err
	case info.IsDir():
		return errors.New("is a folder, not a list")
	case info.Mode()&os.ModeCharDevice != 0 && l.opt.IsTerminal != nil && l.opt.IsTerminal(l.file):
		return errors.New("is a terminal, which would show what is typed: use - instead")
	case info.Mode().IsRegular():
		l.Size, l.Stamp = info.Size(), inputs.StampOf(info)
		var start [2]byte
		_, _ = l.file.ReadAt(start[:], 0)
		l.UTF16 = start == [2]byte{0xff, 0xfe} || start == [2]byte{0xfe, 0xff}
	}
	return nil
}

// Close closes the file, and clears what was typed.
func (l *List) Close() error {
	clear(l.typed)
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}

// IsFile reports whether the list is a file that can be read again.
func (l *List) IsFile() bool { return l.file != nil && l.Size >= 0 }

// Rewind goes back to the start.
func (l *List) Rewind() error {
	_, err := l.Reader.(io.Seeker).Seek(0, io.SeekStart)
	return err
}

// Unchanged returns an error, maybe inputs.ErrChanged, if a file is not what it
// was when it was opened.
func (l *List) Unchanged() error {
	if !l.IsFile() {
		return nil
	}
	switch err := l.Stamp.Check(l.file.Stat()); {
	case errors.Is(err, inputs.ErrChanged):
		return fmt.Errorf("%q: has %w", l.Name, err)
	case err != nil:
		return fmt.Errorf("%q: %w", l.Name, err)
	}
	return nil
}

// NewReader returns a reader of the records from here on.
func (l *List) NewReader() *Reader { return NewReader(l, l.opt) }

// Count reads the list to its end, and returns how many records it has. The
// error is the cause of ctx once that is done.
func (l *List) Count(ctx context.Context) (records int64, err error) {
	r := NewReader(&cancellable{ctx, l}, l.opt)
	defer r.Clear()
	for {
		switch _, err := r.Next(); err {
		case nil:
			records++
		case io.EOF:
			return records, nil
		default:
			return records, err
		}
	}
}

// Await returns what open does, or the cause of ctx if that is done first:
// opening a pipe waits for its other end.
func Await[T any](ctx context.Context, open func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	c := make(chan result, 1)
	go func() {
		v, err := open()
		c <- result{v, err}
	}()
	select {
	case r := <-c:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
}

// A cancellable reader ends with the cause of ctx once that is done.
type cancellable struct {
	ctx context.Context
	r   io.Reader
}

func (c *cancellable) Read(p []byte) (int, error) {
	if c.ctx.Err() != nil {
		return 0, context.Cause(c.ctx)
	}
	return c.r.Read(p)
}
