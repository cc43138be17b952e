package resize

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strings"

	"github.com/dustin/go-humanize"

	"fanout/internal/journal"
	"fanout/processors"
)

// A ConflictError says why a plan would lose files.
type ConflictError struct {
	Conflict Conflict
	Lines    []string // the files, a line each
	Journal  bool     // the run has a journal
}

// A Conflict is a kind of ConflictError.
type Conflict int

// The conflicts.
const (
	Collision    Conflict = iota // several inputs would become one output
	InputLost                    // outputs would replace inputs
	OutputFolder                 // an output is a folder
	OutputExists                 // outputs exist already
	OutputOther                  // outputs exist that are not those of the run to go on with
)

func (e *ConflictError) Error() string { return processors.Neutral(e) }

// Explain implements [processors.Explainer].
func (e *ConflictError) Explain(name func(string) string) (message, hint string) {
	switch e.Conflict {
	case Collision:
		message = "several inputs would become one output"
		hint = fmt.Sprintf("give them different names with %s, or resize them into different folders", name("Name"))
	case InputLost:
		message = "outputs would replace inputs"
		hint = fmt.Sprintf("write to another folder with %s", name("Output"))
	case OutputFolder, OutputExists:
		message = "outputs exist already"
		if e.Conflict == OutputFolder {
			message = "an output is a folder"
		}
		hint = fmt.Sprintf("use %s to replace them, ", name("Overwrite"))
		if e.Journal {
			hint += fmt.Sprintf("%s to continue a run that was stopped, ", name("Resume"))
		}
		hint += fmt.Sprintf("or %s to redo only those that are out of date", name("Update"))
	case OutputOther:
		message = "outputs exist that this run would not have made"
		hint = fmt.Sprintf("use %s instead to redo what has changed, or add %s to replace them", name("Update"), name("Overwrite"))
	}
	return message + e.list(), hint
}

// list returns the first lines, each after a line feed.
func (e *ConflictError) list() (text string) {
	const limit = 10
	lines := e.Lines
	if len(lines) > limit {
		lines = append(lines[:limit:limit], fmt.Sprintf("and %d more", len(e.Lines)-limit))
	}
	// A name with a line feed must not look like a message of its own.
	oneLine := strings.NewReplacer("\n", `\n`, "\r", `\r`)
	for _, l := range lines {
		text += "\n  " + oneLine.Replace(l)
	}
	return text
}

// errorOrNil returns e if it names files.
func (e *ConflictError) errorOrNil() error {
	if e.Lines == nil {
		return nil
	}
	return e
}

// A JournalError is a journal that cannot be used.
type JournalError struct{ Err error }

func (e *JournalError) Error() string { return processors.Neutral(e) }

// Unwrap returns Err.
func (e *JournalError) Unwrap() error { return e.Err }

// Explain implements [processors.Explainer].
func (e *JournalError) Explain(name func(string) string) (message, hint string) {
	hint = fmt.Sprintf("name another file with %s", name("Journal"))
	// What has our name is nothing else that the user needs.
	if of := (*journal.Error)(nil); errors.As(e.Err, &of) && filepath.Base(of.Path) == journal.Name {
		hint = "move it away and run the same command again, or " + hint
	}
	return e.Err.Error(), hint
}

// A ResumeError says that there is no journal that a run could go by.
type ResumeError struct{ Setting string }

func (e *ResumeError) Error() string { return processors.Neutral(e) }

// Misfit implements [processors.Misfit].
func (e *ResumeError) Misfit() string { return e.Setting }

// Explain implements [processors.Explainer].
func (e *ResumeError) Explain(name func(string) string) (message, hint string) {
	return fmt.Sprintf("%s needs a journal, and a single output file has none", name(e.Setting)),
		fmt.Sprintf("name one with %s, from the first run on", name("Journal"))
}

// A LimitError is a picture with more pixels than Options.LimitPixels.
type LimitError struct{ Pixels, Limit int64 }

func (e *LimitError) Error() string { return processors.Neutral(e) }

// Explain implements [processors.Explainer].
func (e *LimitError) Explain(name func(string) string) (message, hint string) {
	return fmt.Sprintf("has %s pixels, over the limit of %s (%s)", humanize.Comma(e.Pixels), humanize.Comma(e.Limit), name("LimitPixels")), ""
}

// A MemoryError is a picture that needs more memory than the whole run has, in
// bytes.
type MemoryError struct{ Need, Limit int64 }

func (e *MemoryError) Error() string { return processors.Neutral(e) }

// Explain implements [processors.Explainer].
func (e *MemoryError) Explain(name func(string) string) (message, hint string) {
	const mib = 1 << 20
	return fmt.Sprintf("needs %.1f MiB of memory, over the limit of %.1f MiB (%s)",
		math.Ceil(float64(e.Need)/mib*10)/10, math.Floor(float64(e.Limit)/mib*10)/10, name("Memory")), ""
}
