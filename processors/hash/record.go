package hash

import (
	"fmt"

	"fanout/processors"
)

// name returns the list and the line of a row. list is the only list.
func (r *row) name(list string) string {
	if r.file != nil {
		list = r.file.Name
	}
	return fmt.Sprintf("%s:%d", list, r.file.At(r.line))
}

// outcome is the report line of a row, which the user would name list:line.
func (r *row) outcome(list string) processors.Outcome {
	item := r.name(list)
	switch {
	case r.err == errLocked:
		return processors.NewOutcome(item, processors.Skipped, "").Because(r.err)
	case r.err != nil:
		return processors.NewOutcome(item, processors.Failed, "").Because(r.err)
	}
	return processors.NewOutcome(item, processors.Done, "")
}
