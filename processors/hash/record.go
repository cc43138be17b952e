package hash

import (
	"fmt"

	"fanout/processors"
)

// outcome is the report line of a row, which the user would name list:line.
func (r *row) outcome(list string) processors.Outcome {
	item := fmt.Sprintf("%s:%d", list, r.line)
	if r.err != nil {
		return processors.NewOutcome(item, processors.Failed, "").Because(r.err)
	}
	return processors.NewOutcome(item, processors.Done, "")
}

// A Monitor takes what becomes of the rows.
type Monitor struct {
	Tally *processors.Tally
	Limit *processors.Limit
	Sink  processors.Sink
}

// report passes on the outcome of a row.
func (m *Monitor) report(o processors.Outcome) error {
	if err := m.Sink(&o); err != nil {
		return err
	}
	if o.Status == processors.Failed {
		return m.Limit.Failed()
	}
	return nil
}
