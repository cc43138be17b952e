package cmd

import (
	"fmt"

	"github.com/dustin/go-humanize"

	"fanout/internal/secret"
	"fanout/processors/hash"
)

// hashNotes are the things that a user might otherwise not notice.
func hashNotes(t hash.Total) (notes []string) {
	if t.CR > 0 {
		notes = append(notes, fmt.Sprintf("%s ended with CR LF: the CR is not part of the password", plural(int(t.CR), "line")))
	}
	return append(notes, secretNotes()...)
}

// secretNotes say where passwords could have been written to swap.
func secretNotes() []string {
	limit, unlocked := secret.Unlocked()
	switch {
	case !unlocked:
		return nil
	case limit >= 0:
		return []string{fmt.Sprintf("passwords were in memory that may be written to swap: the limit on locked memory is %s (ulimit -l)", humanize.IBytes(uint64(limit)))}
	}
	return []string{"passwords were in memory that may be written to swap: it cannot be locked here"}
}
