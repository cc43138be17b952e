package processors

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"fanout/pool"
)

// A Monitor is what a job reports to while it runs.
type Monitor struct {
	Tally    *Tally
	Limit    *Limit
	Sink     Sink
	Observer pool.Observer // sees the run at work; nil: nobody does
}

// Committing is what the merger is at while it makes outputs final.
const Committing pool.State = "committing"

// Stage says what Merge, which calls it, is at from now on: [Committing] or
// another state of its own, and then pool.Merging again.
func (m *Monitor) Stage(s pool.State) { stage(m.Observer, s) }

func stage(o pool.Observer, s pool.State) {
	if o != nil {
		o.Observe(pool.Event{Track: pool.Merger, State: s, At: time.Now()})
	}
}

// Named is implemented by chunks and results that can say what they are about,
// for people who watch the run.
type Named interface {
	// Name returns the item, as a path, or the part of it, as path:lines; "" if
	// there is none. It tells nothing of what is in a file.
	Name() string
}

// NameOf returns the name of a chunk or result, or "".
func NameOf(of any) string {
	if n, ok := of.(Named); ok {
		return n.Name()
	}
	return ""
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
