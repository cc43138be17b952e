package files

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A nameLock is a lock by a name: who has made the file of that name has the
// lock. It stands in for the kernel's lock on a file system that has none. Such
// a file outlives its process, so it tells whose it is, and that of a dead
// process is taken over.
//
// Nobody takes over but who has, before that, got the nameLock of a name that
// is the dead one's followed by "-" and its token. Tokens never come again, so
// that name stands for this one death: two takers cannot both get it, and one
// who has read of the death long ago finds another file in its place.
type nameLock struct {
	root  *os.Root
	name  string
	token string
}

// A holder is what the file of a nameLock says.
type holder struct {
	owner
	token string
	since time.Time
}

// takeName takes the lock. The error is a *BusyError while another has it.
func takeName(root *os.Root, name string) (*nameLock, error) {
	for range tries {
		l := &nameLock{root, name, newID()}
		err := l.create()
		switch {
		case err == nil:
			return l, nil
		case errors.Is(err, fs.ErrNotExist): // swept before it had its content
			continue
		case !errors.Is(err, fs.ErrExist):
			return nil, err
		}
		held, ok := readHolder(root, name)
		switch {
		case held.since.IsZero(): // given back just now
			continue
		case !isDead(held.owner, ok, false, held.since):
			return nil, held.busy(root, name)
		}
		heir, err := takeName(root, name+"-"+cmp.Or(held.token, "torn"))
		if err != nil {
			return nil, err
		}
		if now, _ := readHolder(root, name); now != held {
			heir.release()
			continue
		}
		if err := root.Rename(heir.name, name); err != nil {
			heir.release()
			return nil, err
		}
		heir.name = name
		return heir, nil
	}
	return nil, errBusy
}

// create makes the file, which has all its content as soon as it has its name.
func (l *nameLock) create() error {
	made := l.name + "-" + l.token
	f, err := l.root.OpenFile(made, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "%s%q\n", self().line(), l.token)
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = renameNew(l.root, made, l.name, func() { _ = l.root.Remove(made) })
	}
	if err != nil {
		_ = l.root.Remove(made)
	}
	return err
}

// release gives the lock back, unless another has it.
func (l *nameLock) release() {
	if l == nil {
		return
	}
	if held, _ := readHolder(l.root, l.name); held.token == l.token {
		_ = l.root.Remove(l.name)
	}
}

// sweepNames removes what dead processes have left that died while they took a
// lock of that name. Its caller has that lock, so nobody can take it over
// meanwhile.
func (l *nameLock) sweepNames() {
	d, err := l.root.Open(".")
	if err != nil {
		return
	}
	defer d.Close()
	for err == nil {
		var names []string
		names, err = d.Readdirnames(1024)
		for _, n := range names {
			if !strings.HasPrefix(n, l.name+"-") {
				continue
			}
			if held, ok := readHolder(l.root, n); !ok || isDead(held.owner, ok, false, held.since) {
				_ = l.root.Remove(n)
			}
		}
	}
}

// readHolder reads the file of a lock. ok is false for one that is torn, of
// which the time is known, and for one that is not there.
func readHolder(root *os.Root, name string) (h holder, ok bool) {
	info, err := root.Lstat(name)
	if err != nil {
		return h, false
	}
	h.since = info.ModTime()
	if !info.Mode().IsRegular() { // a pipe would never end
		return h, false
	}
	f, err := root.Open(name)
	if err != nil {
		return h, false
	}
	defer f.Close()
	h.owner, h.token, ok = parseHolder(f)
	return h, ok
}

// parseHolder reads what the file of a lock holds.
func parseHolder(f io.Reader) (of owner, token string, ok bool) {
	text := lines(f)
	text.Scan()
	of, known := parseOwner(text.Text())
	text.Scan()
	token, _, ok = cutQuoted(text.Text())
	if !known || !ok || len(token) != idDigits || strings.Trim(token, "0123456789abcdef") != "" {
		return owner{}, "", false
	}
	return of, token, true
}

// busy returns the error of one who would have the lock of that name too.
func (h holder) busy(root *os.Root, name string) error {
	return &BusyError{h.host, h.pid, h.since, lifeOf(h.owner) == alive, filepath.Join(root.Name(), name)}
}

// A BusyError says that another run is writing an output, where it is known
// which. errors.Is(err, ErrBusy) holds.
type BusyError struct {
	Host  string
	PID   int // 0: not known
	Since time.Time
	Sure  bool   // it lives; otherwise that cannot be known from here
	File  string // the lock, to be removed if it does not
}

func (e *BusyError) Error() string {
	whose := "another run"
	if e.PID > 0 {
		whose = fmt.Sprintf("process %d on %q", e.PID, e.Host)
	}
	since := e.Since.Format("2006-01-02 15:04:05")
	if e.Sure {
		return fmt.Sprintf("%v: %s, since %s", ErrBusy, whose, since)
	}
	return fmt.Sprintf("another run may be writing it: %s, since %s; whether it lives cannot be known from here", whose, since)
}

// Unwrap returns ErrBusy.
func (e *BusyError) Unwrap() error { return ErrBusy }
