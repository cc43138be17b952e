package files

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A reader that leaves before it has read all makes the output incomplete,
// whether it leaves before the write or after.
func TestAPipeIsCompleteOnlyIfItsReaderHasReadAll(t *testing.T) {
	for name, c := range map[string]struct {
		before, after func(r *os.File)
		complete      bool
	}{
		"left before the write":    {before: func(r *os.File) { r.Close() }},
		"left after the write":     {after: func(r *os.File) { r.Close() }},
		"left in the middle":       {after: func(r *os.File) { _, _ = r.Read(make([]byte, 3)); r.Close() }},
		"left with all":            {after: func(r *os.File) { _, _ = io.ReadFull(r, make([]byte, 4)); r.Close() }, complete: true},
		"is there and has not yet": {complete: true},
	} {
		path := filepath.Join(t.TempDir(), "pipe")
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Skip("no pipes here: ", err)
		}
		r, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		f, err := Create(t.Context(), path, 0, false)
		if err != nil {
			t.Fatal(err)
		}
		if c.before != nil {
			c.before(r)
		}
		_, written := f.Write([]byte("four"))
		if c.after != nil {
			c.after(r)
		}
		err = errors.Join(written, f.Commit())
		if c.complete && err != nil || !c.complete && !errors.Is(err, ErrReaderGone) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
