package resize

import (
	"fmt"
	"math"
)

// A LimitError is a picture with more pixels than Options.LimitPixels.
type LimitError struct{ Pixels, Limit int64 }

func (e *LimitError) Error() string { return neutral(e) }

// Explain implements [processors.Explainer].
func (e *LimitError) Explain(name func(string) string) (message, hint string) {
	return fmt.Sprintf("%d pixels are over the limit of %d (%s)", e.Pixels, e.Limit, name("LimitPixels")), ""
}

// A MemoryError is a picture that needs more memory than the whole run has, in
// bytes.
type MemoryError struct{ Need, Limit int64 }

func (e *MemoryError) Error() string { return neutral(e) }

// Explain implements [processors.Explainer].
func (e *MemoryError) Explain(name func(string) string) (message, hint string) {
	const mib = 1 << 20
	return fmt.Sprintf("needs %.1f MiB of memory, over the limit of %.1f MiB (%s)",
		math.Ceil(float64(e.Need)/mib*10)/10, math.Floor(float64(e.Limit)/mib*10)/10, name("Memory")), ""
}

// neutral returns the message of an error that calls settings as Options does.
func neutral(e interface {
	Explain(func(string) string) (string, string)
}) string {
	message, _ := e.Explain(func(setting string) string { return setting })
	return message
}
