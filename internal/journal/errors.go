package journal

import (
	"errors"
	"fmt"
)

// An Error says that a file cannot be the journal, or could not be read or
// written.
type Error struct {
	Path string // as the user named it
	Err  error  // why, without the path
}

func (e *Error) Error() string { return fmt.Sprintf("journal %q: %v", e.Path, e.Err) }

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// The reasons why a file is not taken for a journal.
var (
	ErrNotRegular = errors.New("it is no regular file")
	ErrNoJournal  = errors.New("it is no journal of fanout, or nothing of it is whole")
	ErrVersion    = errors.New("another version of fanout has written it")
)

// errBusy says that another run holds a lock that excludes ours.
var errBusy = errors.New("locked by another run")
