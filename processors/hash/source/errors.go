package source

import (
	"errors"
	"fmt"
)

// The failures of single rows.
var (
	// ErrLongLine is the failure of a password over MaxLine.
	ErrLongLine = fmt.Errorf("line is longer than %d bytes", MaxLine)

	errLongRecord = fmt.Errorf("record is longer than %d bytes", maxRecord)
	errNoColon    = errors.New("line has no colon between user and password")
	errNoUser     = errors.New("user is empty")
	errUserText   = errors.New("user is not valid UTF-8")
	errURL        = errors.New("line begins with an address, whose colon ends no user")
	errWide       = errors.New("line is in UTF-16 or UTF-32, and the list is not")
	errNarrow     = errors.New("line is not in UTF-16, and the list is")
	errEmpty      = errors.New("password is empty")
)

// A RefusedError is a list that is not read, as its passwords would be others
// than the user means. It shows nothing of the list.
type RefusedError struct {
	Path string // as the user named it
	// explain returns what follows the name in the message.
	explain func(name func(setting string) string) (message, hint string)
}

func (e *RefusedError) Error() string {
	message, _ := e.Explain(func(setting string) string { return setting })
	return message
}

// Explain returns the message and the user's next step; name gives the name of
// a setting.
func (e *RefusedError) Explain(name func(string) string) (message, hint string) {
	message, hint = e.explain(name)
	return fmt.Sprintf("%q%s", e.Path, message), hint
}

// refuse returns a RefusedError whose words need no setting.
func refuse(path, message, hint string) error {
	return &RefusedError{path, func(func(string) string) (string, string) { return message, hint }}
}
