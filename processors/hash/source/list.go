package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"fanout/internal/charset"
	"fanout/internal/files"
	"fanout/internal/inputs"
	"fanout/internal/secret"
	"fanout/internal/wait"
)

// A List is an input: a file, a stream, or what a person has typed. It reads as
// the text of the list: decompressed, without byte order marks, and in UTF-8 if
// its encoding is known.
type List struct {
	Name  string       // as the user named it
	Size  int64        // bytes as stored; negative: not known, and it can be read only once
	Stamp inputs.Stamp // of a file that can be read again

	Kind     Kind             // never Auto
	Encoding charset.Encoding // what it was decoded from; charset.Auto: bytes as they are
	Packed   string           // the name of its compression, or ""
	Columns  *Columns         // of CSV and JSONL, else nil
	Hashes   bool             // most of the passwords of users look like hashes already made

	// What Count has found.
	Rows  int64 // records
	Tally Tally // and what else there is to say
	lines int64
	place *File // among several lists; nil: it is the only one

	opt    Options
	mu     sync.Mutex // guards file
	file   *os.File   // nil: a stream, or typed
	parked bool       // file is closed: Rewind opens it again
	closed bool       // for good
	info   os.FileInfo
	typed  []byte    // to be given back
	raw    io.Reader // as stored
	stream stream
}

// Open opens a list. The error is a PathError or a RefusedError unless ctx
// ended or typing failed.
func Open(ctx context.Context, opt Options) (*List, error) {
	l, err := find(ctx, opt)
	if err != nil {
		return nil, err
	}
	// Waiting for a pipe's writer has an end when ctx is done.
	_, err = wait.For(ctx, func() (struct{}, error) { return struct{}{}, l.examine() })
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx) // the reading goes on, and so the file stays open
	case err != nil:
		l.Close()
		if !errors.As(err, new(*RefusedError)) {
			err = &inputs.PathError{Path: opt.Path, Err: files.Cause(err)}
		}
		return nil, err
	}
	return l, nil
}

// find opens what a list is read from.
func find(ctx context.Context, opt Options) (*List, error) {
	l := &List{Name: opt.Path, Size: -1, Kind: opt.Kind, opt: opt}
	if opt.Path == "-" {
		if opt.Type == nil {
			l.raw = opt.In
			return l, nil
		}
		text, err := opt.Type(ctx)
		if err != nil {
			return nil, err
		}
		l.raw, l.Size, l.typed = bytes.NewReader(text), int64(len(text)), text
		return l, nil
	}
	f, err := wait.For(ctx, func() (*os.File, error) { return os.Open(opt.Path) })
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		return nil, &inputs.PathError{Path: opt.Path, Err: files.Cause(err)}
	}
	l.raw, l.file = f, f
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
		l.Size, l.Stamp, l.info = info.Size(), inputs.StampOf(info), info
	}
	return nil
}

// Read implements [io.Reader].
func (l *List) Read(p []byte) (int, error) { return l.stream.Read(p) }

// Forget clears what was read ahead. The list can be read again after Rewind.
func (l *List) Forget() { l.stream.close() }

// Close closes the file, and clears what was typed or read ahead.
func (l *List) Close() error {
	l.Forget()
	if l.Typed() {
		secret.Put(l.typed)
		l.typed, l.raw = []byte{}, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	if l.file == nil || l.parked {
		return nil
	}
	return l.file.Close()
}

// park closes the file until Rewind opens it again.
func (l *List) park() {
	l.Forget()
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.parked && !l.closed {
		l.file.Close()
		l.parked = true
	}
}

// unpark opens a file that was parked. It must be the one that it was.
func (l *List) unpark() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.closed:
		return os.ErrClosed
	case !l.parked:
		return nil
	}
	f, err := os.Open(l.opt.Path)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil && (!os.SameFile(info, l.info) || l.Stamp.Check(info, nil) != nil) {
		err = inputs.ErrChanged
	}
	if err != nil {
		f.Close()
		return err
	}
	l.raw, l.file, l.parked = f, f, false
	return nil
}

// before returns the lines of the lists before it in its set.
func (l *List) before() int64 {
	if l.place == nil {
		return 0
	}
	return l.place.Before
}

// IsFile reports whether the list is a file that can be read again.
func (l *List) IsFile() bool { return l.info != nil }

// Typed reports whether a person has typed the list.
func (l *List) Typed() bool { return l.typed != nil }

// Rewind goes back to the start.
func (l *List) Rewind() error {
	if err := l.unpark(); err != nil {
		return &inputs.PathError{Path: l.Name, Err: files.Cause(err)}
	}
	if _, err := l.raw.(io.Seeker).Seek(0, io.SeekStart); err != nil {
		return &inputs.PathError{Path: l.Name, Err: files.Cause(err)}
	}
	return l.stream.restart(l.raw)
}

// Trailing reports whether something follows the compressed data that is no
// part of it. It is known at the end of the text.
func (l *List) Trailing() bool { return l.stream.trailing }

// Reading returns all that decides which passwords the list holds, in words.
func (l *List) Reading() string {
	text := fmt.Sprint(l.Kind, " ", l.Encoding, " ", NormalizeNames[l.opt.Normalize])
	if l.Columns != nil {
		text += fmt.Sprintf(" %q %q %q", l.Columns.Delimiter, l.Columns.User, l.Columns.Password)
	}
	return text + " " + l.opt.Digest
}

// Unchanged returns an error, maybe inputs.ErrChanged, if a file is not what it
// was when it was opened.
func (l *List) Unchanged() error {
	if !l.IsFile() {
		return nil
	}
	l.mu.Lock()
	stat := l.file.Stat
	if l.parked {
		stat = func() (os.FileInfo, error) { return os.Stat(l.opt.Path) }
	}
	l.mu.Unlock()
	switch err := l.Stamp.Check(stat()); {
	case errors.Is(err, inputs.ErrChanged):
		return fmt.Errorf("%q: has %w", l.Name, err)
	case err != nil:
		return fmt.Errorf("%q: %w", l.Name, err)
	}
	return nil
}

// NewReader returns a reader of the records from here on.
func (l *List) NewReader() *Reader { return l.reader(l) }

func (l *List) reader(text io.Reader) *Reader {
	opt := l.opt
	opt.Encoding = l.Encoding
	return newReader(text, opt, l.Kind, l.Columns)
}

// Count reads the list to its end, and returns how many records it has and what
// else there is to say, which it keeps too. The error is the cause of ctx once
// that is done.
func (l *List) Count(ctx context.Context) (records int64, t Tally, err error) {
	r := l.reader(&cancellable{ctx, l})
	defer r.Clear()
	for err == nil {
		if _, err = r.Next(); err == nil {
			records++
		}
	}
	if err == io.EOF {
		err = nil
	}
	l.Rows, l.Tally, l.lines = records, r.Tally, r.Line
	return records, r.Tally, err
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
