package source

import (
	"fmt"

	"github.com/dustin/go-humanize"
)

// A LengthError is a record that is longer than Options.MaxRecord.
type LengthError struct {
	What  string // "record"
	Limit int64  // bytes
}

func (e *LengthError) Error() string {
	text, _ := e.Explain(func(setting string) string { return setting })
	return text
}

// Explain returns the message; name gives the name of the setting.
func (e *LengthError) Explain(name func(string) string) (message, hint string) {
	return fmt.Sprintf("the %s is longer than %s bytes (%s); a closing quote may be missing", e.What, humanize.Comma(e.Limit), name("MaxRecord")), ""
}
