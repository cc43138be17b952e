package hash

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

// A list is an input: a file, a stream, or what a person has typed.
type list struct {
	io.Reader
	name  string
	file  *os.File // nil: a stream, or typed
	size  int64    // bytes; negative: not known, and it can be read only once
	stamp inputs.Stamp
	utf16 bool   // it starts with a byte order mark of UTF-16
	typed []byte // what Reader reads, to be cleared
}

// openList opens path, or a standard stream for "-". The error is a PathError
// unless ctx ended or typing failed.
func openList(ctx context.Context, streams *Streams, path string) (*list, error) {
	if path == "-" {
		if streams.Type == nil {
			return &list{Reader: streams.In, name: path, size: -1}, nil
		}
		text, err := streams.Type(ctx)
		if err != nil {
			return nil, err
		}
		return &list{Reader: bytes.NewReader(text), name: path, size: int64(len(text)), typed: text}, nil
	}
	f, err := await(ctx, func() (*os.File, error) { return os.Open(path) })
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		return nil, &inputs.PathError{Path: path, Err: files.Cause(err)}
	}
	l := &list{Reader: f, name: path, file: f, size: -1}
	if err := l.look(streams); err != nil {
		f.Close()
		return nil, &inputs.PathError{Path: path, Err: files.Cause(err)}
	}
	return l, nil
}

// look fills in what the file is.
func (l *list) look(streams *Streams) error {
	info, err := l.file.Stat()
	switch {
	case err != nil:
		return err
	case info.IsDir():
		return errors.New("is a folder, not a list")
	case info.Mode()&os.ModeCharDevice != 0 && streams.IsTerminal != nil && streams.IsTerminal(l.file):
		return errors.New("is a terminal, which would show what is typed: use - instead")
	case info.Mode().IsRegular():
		l.size, l.stamp = info.Size(), inputs.StampOf(info)
		var start [2]byte
		_, _ = l.file.ReadAt(start[:], 0)
		l.utf16 = start == [2]byte{0xff, 0xfe} || start == [2]byte{0xfe, 0xff}
	}
	return nil
}

// Close closes the file, and clears what was typed.
func (l *list) Close() error {
	clear(l.typed)
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}

// isFile reports whether the list is a file that can be read again.
func (l *list) isFile() bool { return l.file != nil && l.size >= 0 }

// rewind goes back to the start.
func (l *list) rewind() error {
	_, err := l.Reader.(io.Seeker).Seek(0, io.SeekStart)
	return err
}

// unchanged returns an error, maybe inputs.ErrChanged, if a file is not what it
// was when it was opened.
func (l *list) unchanged() error {
	if !l.isFile() {
		return nil
	}
	switch err := l.stamp.Check(l.file.Stat()); {
	case errors.Is(err, inputs.ErrChanged):
		return fmt.Errorf("%q: has %w", l.name, err)
	case err != nil:
		return fmt.Errorf("%q: %w", l.name, err)
	}
	return nil
}

// await returns what open does, or the cause of ctx if that is done first:
// opening a pipe waits for its other end.
func await[T any](ctx context.Context, open func() (T, error)) (T, error) {
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
