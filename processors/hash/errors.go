package hash

import (
	"errors"
	"fmt"

	"github.com/dustin/go-humanize"

	"fanout/internal/files"
	"fanout/processors"
	"fanout/processors/hash/kdf"
)

// The reasons why an output cannot be written, besides those of package files.
var (
	ErrInputIsOutput = errors.New("is the input: give the output another name")
	ErrOtherOutput   = errors.New("exists, but was made from another input or with other options")
	ErrState         = errors.New("the state of the unfinished run is damaged")
)

// ErrNotResumable says that the input or the output is of a kind that cannot be
// continued.
var ErrNotResumable = errors.New("needs a FILE of passwords and an output file, to know how far it was")

var _, _, _, _ processors.Explainer = (*OutputError)(nil), (*MemoryError)(nil), (*RowMemoryError)(nil), (*ListMemoryError)(nil)

// An OutputError is an output that the run must not write.
type OutputError struct {
	Path string // as the user named it
	Err  error  // one of the reasons above, or of package files
}

func (e *OutputError) Error() string { return processors.Neutral(e) }

// Unwrap returns Err.
func (e *OutputError) Unwrap() error { return e.Err }

// Explain implements [processors.Explainer].
func (e *OutputError) Explain(name func(string) string) (message, hint string) {
	overwrite, resume := name("Overwrite"), name("Resume")
	var busy *files.BusyError
	switch message = e.Err.Error(); {
	case errors.Is(e.Err, ErrInputIsOutput):
		return fmt.Sprintf("%q %s", e.Path, message), ""
	case errors.Is(e.Err, ErrState):
		return fmt.Sprintf("%q: %s", e.Path, message), ""
	case errors.Is(e.Err, ErrNotEmpty):
		return fmt.Sprintf("%q: %s", e.Path, message), "name a folder that is new or empty, or " + overwrite + " to replace what an import has left there"
	case errors.Is(e.Err, ErrOtherOutput):
		return fmt.Sprintf("%q %s", e.Path, message), "use another name, or add " + overwrite + " to replace it"
	case errors.As(e.Err, new(*files.ExistsError)):
		return message, "use another name, or " + overwrite + " to replace it"
	case errors.Is(e.Err, files.ErrUnfinished):
		return message, "use " + resume + " to continue it, or " + overwrite + " to start over"
	case errors.Is(e.Err, files.ErrOtherRun):
		return message, "give the same input and options, or start over with " + overwrite + " and without " + resume
	case errors.Is(e.Err, files.ErrDamaged):
		return message, "start over with " + overwrite + " and without " + resume
	case errors.As(e.Err, &busy) && !busy.Sure:
		return message, fmt.Sprintf("wait until it has ended, or use another name; if that run is known to be dead, remove %q", busy.File)
	case errors.Is(e.Err, files.ErrBusy):
		return message, "wait until it has ended, or use another name"
	case errors.Is(e.Err, files.ErrVersion):
		return message, "finish it with that version, or start over with " + overwrite + " and without " + resume
	}
	return message, ""
}

// refuse returns err as an OutputError if it is a reason not to write the
// output. Any other error is a failure of the system.
func refuse(path string, err error) error {
	if errors.As(err, new(*files.ExistsError)) {
		return &OutputError{path, err}
	}
	for _, reason := range []error{files.ErrUnfinished, files.ErrOtherRun, files.ErrDamaged, files.ErrVersion, files.ErrBusy} {
		if errors.Is(err, reason) {
			return &OutputError{path, err}
		}
	}
	return err
}

// A ReaderGoneError is the end of a run whose reader has closed the pipe.
type ReaderGoneError struct {
	Rows int64 // that the pipe has taken, besides those that are final
	err  error
}

func (e *ReaderGoneError) Error() string { return e.err.Error() }

// Unwrap returns what the system said: EPIPE.
func (e *ReaderGoneError) Unwrap() error { return e.err }

// An EmptyError says that there is nothing to do.
type EmptyError struct{ text string }

func (e *EmptyError) Error() string { return e.text }

// A StyleError says that the output's format cannot hold what was asked for.
type StyleError struct{ Err error }

func (e *StyleError) Error() string { return processors.Neutral(e) }

// Unwrap returns Err.
func (e *StyleError) Unwrap() error { return e.Err }

// Explain implements [processors.Explainer].
func (e *StyleError) Explain(name func(string) string) (message, hint string) {
	return fmt.Sprintf("%s %v", name("Format"), e.Err), "use another format: jsonl holds everything"
}

// A MemoryError says that the memory does not suffice for one password.
type MemoryError struct {
	Params       kdf.Params
	Needs, Limit int64 // bytes
}

func (e *MemoryError) Error() string { return processors.Neutral(e) }

// Explain implements [processors.Explainer].
func (e *MemoryError) Explain(name func(string) string) (message, hint string) {
	return fmt.Sprintf("%v needs %s of memory, over the limit of %s (%s)",
		e.Params, humanize.IBytes(uint64(e.Needs)), humanize.IBytes(uint64(e.Limit)), name("Memory")), "allow more memory, or lower the costs"
}

// A RowMemoryError is a hash that cannot be checked because it needs more bytes
// than the memory leaves for one.
type RowMemoryError struct{ Needs, Limit int64 }

func (e *RowMemoryError) Error() string { return processors.Neutral(e) }

// Explain implements [processors.Explainer].
func (e *RowMemoryError) Explain(name func(string) string) (message, hint string) {
	return fmt.Sprintf("its hash needs %d MiB of memory, more than the %d MiB that %s leaves for one",
		e.Needs>>20, e.Limit>>20, name("Memory")), ""
}

// A ListMemoryError is a list of hashes that has to be kept in memory, but is
// larger than the part of it for that.
type ListMemoryError struct {
	Name  string
	Limit int64 // bytes
}

func (e *ListMemoryError) Error() string { return processors.Neutral(e) }

// Explain implements [processors.Explainer].
func (e *ListMemoryError) Explain(name func(string) string) (message, hint string) {
	memory := name("Memory")
	return fmt.Sprintf("%q is kept in memory, to find hashes in any order, and takes more than %s, half of %s", e.Name, humanize.IBytes(uint64(e.Limit)), memory),
		"raise " + memory + ", or give the hashes in the order of the passwords' lines"
}
