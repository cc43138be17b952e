package journal

import (
	"errors"
	"fmt"

	"fanout/internal/files"
)

// An Error says that a file cannot be the journal, or could not be read or
// written.
type Error struct {
	Path  string // as the user named it
	Err   error  // why
	named bool   // Err says the path
}

func (e *Error) Error() string {
	if e.named {
		return e.Err.Error()
	}
	return fmt.Sprintf("journal %q: %v", e.Path, e.Err)
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// because returns err as an Error about path, unless it is one.
func because(path string, err error) error {
	if is := (*Error)(nil); err == nil || errors.As(err, &is) {
		return err
	}
	return &Error{Path: path, Err: files.Cause(err)}
}

// The reasons why a file is not taken for a journal.
var (
	ErrNotRegular = errors.New("it is no regular file")
	ErrNoJournal  = errors.New("it is no journal of fanout, or nothing of it is whole")
	ErrVersion    = errors.New("another version of fanout has written it")
)

// errBusy says that another run holds a lock that excludes ours.
var errBusy = errors.New("locked by another run")
