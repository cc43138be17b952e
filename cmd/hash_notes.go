package cmd

import (
	"fmt"

	"fanout/processors/hash"
)

// hashNotes are the things that a user might otherwise not notice.
func hashNotes(t hash.Total) (notes []string) {
	if t.Earlier > 0 {
		notes = append(notes, fmt.Sprintf("%s done by an earlier run", plural(int(t.Earlier), "password")))
	}
	if t.Blank > 0 {
		notes = append(notes, plural(int(t.Blank), "empty line")+" skipped")
	}
	if t.CR > 0 {
		notes = append(notes, fmt.Sprintf("%s ended with CR LF: the CR is no part of the password", plural(int(t.CR), "line")))
	}
	return notes
}
