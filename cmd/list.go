package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

// A list is an input of hash: a file, a stream, or what a person has typed.
type list struct {
	io.Reader
	name     string
	file     *os.File // nil: stdin
	size     int64    // bytes; negative: not known, and it can be read only once
	modified time.Time
	utf16    bool   // it starts with a byte order mark of UTF-16
	typed    []byte // what Reader reads, to be cleared
}

// openList opens path, or stdin for "-". A terminal is read without echo.
func openList(ctx context.Context, sys *IO, path string) (*list, error) {
	if path == "-" {
		if sys.ReadPassword != nil {
			return typeList(ctx, sys)
		}
		return &list{Reader: sys.In, name: path, size: -1}, nil
	}
	f, err := await(ctx, func() (*os.File, error) { return os.Open(path) })
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		return nil, &planError{fmt.Errorf("%q: %w", path, bare(err))}
	}
	l := &list{Reader: f, name: path, file: f, size: -1}
	info, err := f.Stat()
	switch {
	case err != nil:
	case info.IsDir():
		err = errors.New("is a folder, not a list")
	case info.Mode()&os.ModeCharDevice != 0 && term.IsTerminal(int(f.Fd())):
		err = errors.New("is a terminal, which would show what is typed: use - instead")
	case info.Mode().IsRegular():
		l.size, l.modified = info.Size(), info.ModTime()
		var start [2]byte
		_, _ = f.ReadAt(start[:], 0)
		l.utf16 = start == [2]byte{0xff, 0xfe} || start == [2]byte{0xfe, 0xff}
	}
	if err != nil {
		f.Close()
		return nil, &planError{fmt.Errorf("%q: %w", path, bare(err))}
	}
	return l, nil
}

// bare strips operation and path from an error that is shown with its place.
func bare(err error) error {
	if e, ok := err.(*os.PathError); ok {
		return e.Err
	}
	return err
}

// Close closes the file, and clears what was typed.
func (l *list) Close() error {
	clear(l.typed)
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}

// rewind goes back to the start.
func (l *list) rewind() error {
	_, err := l.Reader.(io.Seeker).Seek(0, io.SeekStart)
	return err
}

// errChanged says that an input was written to during the run.
var errChanged = errors.New("has changed while it was read")

// unchanged returns an error if a file is not what it was when it was opened.
func (l *list) unchanged() error {
	if l.file == nil || l.size < 0 {
		return nil
	}
	info, err := l.file.Stat()
	if err == nil && (info.Size() != l.size || !info.ModTime().Equal(l.modified)) {
		err = errChanged
	}
	if err != nil {
		return fmt.Errorf("%q: %w", l.name, bare(err))
	}
	return nil
}

// typeList reads lines that a person types, without echo, until an empty one:
// term.ReadPassword does not tell of Ctrl-D. It returns before that if ctx ends.
func typeList(ctx context.Context, sys *IO) (*list, error) {
	type result struct {
		line []byte
		err  error
	}
	results := make(chan result)
	var text []byte
	for {
		fmt.Fprint(sys.Err, "password (an empty line ends): ")
		go func() {
			line, err := sys.ReadPassword()
			results <- result{line, err}
		}()
		select {
		case <-ctx.Done():
			sys.RestoreTerminal()
			fmt.Fprintln(sys.Err)
			clear(text)
			return nil, context.Cause(ctx)
		case r := <-results:
			fmt.Fprintln(sys.Err)
			grown := make([]byte, 0, len(text)+len(r.line)+1)
			grown = append(append(grown, text...), r.line...)
			clear(text)
			clear(r.line)
			text = grown
			if len(r.line) == 0 && r.err == nil || r.err == io.EOF {
				return &list{Reader: bytes.NewReader(text), name: "-", size: int64(len(text)), typed: text}, nil
			}
			if r.err != nil {
				clear(text)
				return nil, fmt.Errorf("reading a password: %w", r.err)
			}
			text = append(text, '\n')
		}
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
