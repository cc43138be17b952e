package processors

import (
	"errors"
	"fmt"
	"sync/atomic"
)

// A Monitor is what a job reports to while it runs.
type Monitor struct {
	Tally *Tally
	Limit *Limit
	Sink  Sink
}

// Report takes the record of an item that is final. It returns an error of the
// sink, or that of a failure too many. It may be called by one goroutine only.
func (m *Monitor) Report(r Record) error {
	if err := m.Sink(r); err != nil {
		return err
	}
	if r.Base().Status == Failed {
		return m.Limit.Failed()
	}
	return nil
}

// A Sink takes the records in input order, each once it is final. An error ends
// the run.
type Sink func(Record) error

// A Tally holds the counters of a run in progress. Workers and the merge loop
// add to it; the progress display reads it at any time, from any goroutine.
type Tally struct {
	// Items and Bytes are the totals to expect; they may still grow while an
	// input is being scanned. Zero means unknown.
	Items, Bytes atomic.Int64

	Done      atomic.Int64 // items finished well
	Failed    atomic.Int64 // items that failed
	Skipped   atomic.Int64 // items that were no work: not an image, up to date
	BytesRead atomic.Int64 // input bytes of the items finished
	BytesMade atomic.Int64 // output bytes of the items finished
}

// ErrTooManyFailures ends a run that has failed more often than allowed.
var ErrTooManyFailures = errors.New("too many failures")

// A Limit ends a run after too many failures. Failures are counted in input
// order, so where it ends does not depend on timing.
type Limit struct {
	Max    int64 // failures that are tolerated; negative: any number
	failed int64
}

// Failed counts a failure and returns an error if it was one too many.
func (l *Limit) Failed() error {
	l.failed++
	if l.Max >= 0 && l.failed > l.Max {
		return fmt.Errorf("%w: %d", ErrTooManyFailures, l.failed)
	}
	return nil
}
