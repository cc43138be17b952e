package analyze

import (
	"fmt"

	"fanout/processors"
)

// A MismatchError says that files cannot be taken together.
type MismatchError struct {
	First, Other string // names of files
	Difference   Difference
}

// A Difference is what keeps two files from being one dataset.
type Difference struct {
	What    string // in words
	Setting string // of the source options, which decides; "": none
}

func (e *MismatchError) Error() string { return processors.Neutral(e) }

// Explain implements [processors.Explainer].
func (e *MismatchError) Explain(name func(string) string) (message, hint string) {
	message = fmt.Sprintf("%q and %q: %s", e.First, e.Other, e.Difference.What)
	if e.Difference.Setting != "" {
		message += "; use " + name(e.Difference.Setting)
	}
	return message, "use " + name("PerFile") + " to analyze each file by itself"
}

// A SelectionError says that a selected column does not exist.
type SelectionError struct {
	File string
	Err  error
}

func (e *SelectionError) Error() string { return fmt.Sprintf("%q: %v", e.File, e.Err) }

// Unwrap returns Err.
func (e *SelectionError) Unwrap() error { return e.Err }
