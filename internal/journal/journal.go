package journal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"fanout/internal/files"
)

// A Journal is open for appending. Its methods are for one goroutine.
type Journal struct {
	path string
	file *os.File
	sync func(*os.File) error // of tests; (*os.File).Sync
	err  error                // the first of an append: final
}

// patience is how long a run waits for another that writes the journal anew.
const patience = 10 * time.Second

// Options say how a journal may be written anew.
type Options struct {
	// Key returns the key of a record, which replaces every earlier one of the
	// same key, or "" for one that stands by itself.
	Key func(payload []byte) string
	// Clean asks for it in any case, so that damaged lines go.
	Clean bool
}

// Open opens the journal at path for appending, and makes it where there is
// none. If no other run has it open and it has grown by much, it is written
// anew. The error is an [*Error], or the cause of ctx's end.
func Open(ctx context.Context, path string, opt Options) (*Journal, error) {
	deadline := time.Now().Add(patience)
	f, err := openLocked(ctx, path, opt)
	for errors.Is(err, errBusy) && time.Now().Before(deadline) {
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(10 * time.Millisecond):
		}
		f, err = openLocked(ctx, path, opt)
	}
	if err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, because(path, err)
	}
	return &Journal{path: path, file: f, sync: (*os.File).Sync}, nil
}

// openLocked returns the journal under a shared lock, where there are locks.
// The error is errBusy if another run is writing it anew, or has just done so.
func openLocked(ctx context.Context, path string, opt Options) (*os.File, error) {
	f, err := openOrCreate(path)
	if err != nil {
		return nil, err
	}
	replaced, err := settle(ctx, f, path, opt)
	if err == nil && replaced {
		f.Close()
		opt.Clean = false // it is
		if f, err = openOrCreate(path); err != nil {
			return nil, err
		}
		replaced, err = settle(ctx, f, path, opt)
	}
	if err == nil && replaced {
		err = errBusy
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// openOrCreate opens the journal. A new one has its header from the start.
func openOrCreate(path string) (*os.File, error) {
	f, err := open(path, os.O_RDWR|os.O_APPEND)
	if !errors.Is(err, fs.ErrNotExist) {
		return f, err
	}
	if err := write(path, false, func(w io.Writer) error {
		_, err := w.Write(headerLine(header{}))
		return err
	}); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return open(path, os.O_RDWR|os.O_APPEND)
}

// write makes the file at path with what content writes, or none.
func write(path string, replace bool, content func(io.Writer) error) error {
	w, err := files.Create(context.Background(), path, 0, replace)
	if err == nil {
		defer w.Discard()
		if err = content(w); err == nil {
			err = w.Commit()
		}
	}
	if err != nil {
		err = &Error{path, err, true}
	}
	return err
}

// settle takes the shared lock on f. If no other run has one, it tidies f up
// before that. replaced says that f is not the journal any more.
func settle(ctx context.Context, f *os.File, path string, opt Options) (replaced bool, err error) {
	head, err := sniff(f)
	if err != nil {
		return false, err
	}
	switch err := lock(f, true); {
	case err == nil && !isAt(path, f):
		return true, nil
	case err == nil:
		if replaced, err := tidy(ctx, f, path, head, opt); replaced || err != nil {
			return replaced, err
		}
	case err != errBusy:
		return false, nil // no locks here: others may be writing
	}
	if err := lock(f, false); err != nil {
		return false, err
	}
	return !isAt(path, f), nil
}

// isAt reports whether path is the file that f has open.
func isAt(path string, f *os.File) bool {
	at, err := os.Lstat(path)
	if err != nil {
		return false
	}
	now, err := f.Stat()
	return err == nil && os.SameFile(at, now)
}

// Append makes records durable, all in one write, each with one of the payloads
// as its content. A payload that is longer than MaxPayload is left out. After
// an error nothing more is appended, as nobody knows what the file holds: every
// further call returns the same error. It is an [*Error] with a
// [*files.SyncError] in its chain if the disk has refused what was written.
func (j *Journal) Append(payloads [][]byte) error {
	if j.err != nil || len(payloads) == 0 {
		return j.err
	}
	text := []byte("\n")
	for _, p := range payloads {
		if len(p) <= MaxPayload {
			text = appendLine(text, p)
		}
	}
	if _, err := j.file.Write(text); err != nil {
		j.err = &Error{j.path, fmt.Errorf("cannot write %q: %w", j.path, files.Cause(err)), true}
	} else if err := j.sync(j.file); err != nil {
		j.err = &Error{j.path, &files.SyncError{Name: j.path, Err: files.Cause(err)}, true}
	}
	return j.err
}

// Close releases the journal. It cannot fail: what was appended is durable
// already.
func (j *Journal) Close() { j.file.Close() }
