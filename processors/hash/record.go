package hash

import (
	"fmt"

	"fanout/processors"
)

// outcome is the report line of a row, which the user would name list:line.
func (r *row) outcome(list string) processors.Outcome {
	if r.file != nil {
		list = r.file.Name
	}
	item := fmt.Sprintf("%s:%d", list, r.file.At(r.line))
	switch {
	case r.err == errLocked:
		return processors.NewOutcome(item, processors.Skipped, "").Because(r.err)
	case r.err != nil:
		return processors.NewOutcome(item, processors.Failed, "").Because(r.err)
	}
	return processors.NewOutcome(item, processors.Done, "")
}
