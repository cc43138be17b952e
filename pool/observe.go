package pool

import (
	"fmt"
	"strings"
	"time"
)

// An Observer is told of the events of a run, for a display or a trace. It is
// called by several goroutines, one at a time, and holds up the run: it must be
// quick, and must not wait for anything.
type Observer interface {
	Observe(Event)
}

// An Event says what a part of a run is at from a moment on, until the next
// event of the same Track.
type Event struct {
	Track Track
	State State
	At    time.Time // never before the last event of the Track

	// Of is what the state is about: the chunk of a Busy worker, the result
	// that is Merging; nil in other states. It may be read during the call
	// only.
	Of any
}

// A Track is a part of a run that does one thing at a time: a worker by its
// number, from 0, or one of those below.
type Track int

// The tracks that every run has once.
const (
	Feeder Track = -1 // takes chunks from Job.Chunks and admits them
	Merger Track = -2 // calls Job.Merge, on the goroutine that called Run
)

// A State is what a Track is at. A Job may have further ones during Merge, of
// which it tells its observer itself.
type State string

// The states of a run.
const (
	Busy        State = "busy"         // a worker has a chunk
	WaitInput   State = "wait_input"   // a worker waits: see WorkerStats for the three causes
	WaitMerge   State = "wait_merge"   // a worker or the feeder waits: the window is full
	WaitMemory  State = "wait_memory"  // a worker or the feeder waits for the budget
	Reading     State = "reading"      // the feeder is inside Chunks
	WaitWorkers State = "wait_workers" // the feeder waits: enough is read ahead
	WaitResult  State = "wait_result"  // the merger waits for the result that is next in order
	Merging     State = "merging"      // the merger is inside Merge
	Ended       State = ""             // the track is at an end
)

// String returns the state in words.
func (s State) String() string {
	switch s {
	case Ended:
		return "ended"
	case Busy:
		return "working"
	case WaitMerge:
		return "waiting to write"
	case WaitResult:
		return "waiting for results"
	}
	if of, waits := strings.CutPrefix(string(s), "wait_"); waits {
		return "waiting for " + of
	}
	return string(s)
}

// String returns the name of the track. Workers are counted from 1.
func (t Track) String() string {
	switch t {
	case Feeder:
		return "input"
	case Merger:
		return "merge"
	}
	return fmt.Sprintf("worker %d", int(t)+1)
}

// waiting returns the state of a worker that waits because of c.
func (c cause) waiting() State {
	switch c {
	case byMerge:
		return WaitMerge
	case byMemory:
		return WaitMemory
	}
	return WaitInput
}

// A watch tells an observer what the tracks of a run are at. Its methods are
// called with the run's lock held.
type watch struct {
	observer Observer // nil: there is none
	last     []Event  // of each track, the first of which is Merger
}

func newWatch(observer Observer, workers int) watch {
	w := watch{observer: observer}
	if observer != nil {
		w.last = make([]Event, workers-int(Merger))
	}
	return w
}

// on reports whether there is an observer: only then is it worth to make an
// event, which may allocate.
func (w *watch) on() bool { return w.observer != nil }

// note tells of e, unless it is no news. Clocks are read before locks are
// taken, so that e.At may be a moment too early.
func (w *watch) note(e Event) {
	if w.observer == nil {
		return
	}
	last := &w.last[e.Track-Merger]
	if e.State == last.State && e.Of == nil {
		return
	}
	if e.At.Before(last.At) {
		e.At = last.At
	}
	w.observer.Observe(e)
	e.Of = nil
	*last = e
}

// begin tells of the start of a run.
func (w *watch) begin(now time.Time, workers int) {
	w.note(Event{Track: Merger, State: WaitResult, At: now})
	w.note(Event{Track: Feeder, State: Reading, At: now})
	for i := range workers {
		w.note(Event{Track: Track(i), State: WaitInput, At: now})
	}
}

// end tells of the end of a run. Whatever of it is left behind is not told of.
func (w *watch) end(now time.Time) {
	for i := range w.last {
		w.note(Event{Track: Merger + Track(i), State: Ended, At: now})
	}
	w.observer = nil
}

// blame lets cause c apply from now on, and tells of the workers that wait.
func (r *run[C, R]) blame(c cause) {
	if c == r.ledger.cause {
		return // the usual case, which reads no clock
	}
	now := time.Now()
	r.ledger.change(c, now)
	if !r.watch.on() {
		return
	}
	for i := range r.workers {
		if r.workers[i].idle {
			r.watch.note(Event{Track: Track(i), State: c.waiting(), At: now})
		}
	}
}

// feeding tells what the feeder is at: held or not, and why.
func (r *run[C, R]) feeding(why cause, held bool) {
	if !r.watch.on() {
		return
	}
	state := Reading
	switch {
	case held && why == byInput:
		state = WaitWorkers
	case held:
		state = why.waiting()
	}
	r.watch.note(Event{Track: Feeder, State: state, At: time.Now()})
}
