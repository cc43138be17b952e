package resize

import (
	"fmt"
	"math"
)

// A LimitError is a picture with more pixels than allowed.
type LimitError struct{ Pixels, Limit int64 }

func (e *LimitError) Error() string {
	return fmt.Sprintf("%d pixels are over the limit of %d (--limit-pixels)", e.Pixels, e.Limit)
}

// A MemoryError is a picture that needs more memory than the whole run has.
type MemoryError struct{ Need, Limit int64 }

func (e *MemoryError) Error() string {
	const mib = 1 << 20
	return fmt.Sprintf("needs %.1f MiB of memory, over the limit of %.1f MiB (--max-memory)",
		math.Ceil(float64(e.Need)/mib*10)/10, math.Floor(float64(e.Limit)/mib*10)/10)
}
