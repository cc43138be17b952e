package progress

import (
	"math"
	"time"
)

const (
	// rateMemory and leftMemory are how far back, in seconds, the rate shown
	// and the rate behind the time left reach. The first should show what
	// happens now, the second should not be moved by a few large items.
	rateMemory = 10
	leftMemory = 60
	// minEvents makes both reach further back where items are slow: a rate
	// taken from one or two items says little about the next.
	minEvents = 16
	// rateHold keeps the rate on display still for long enough to be read.
	rateHold = 500 * time.Millisecond
	// leftDelay is how long to watch before the first word on the time left.
	leftDelay = time.Second
)

// An estimator watches the counters and tells the rate and the time left.
//
// Items that were skipped cost nothing and say nothing about those to come, so
// they are left out of all rates: else a resumed run, which skips half of its
// items in the first second, would promise to end in the next. Where the total
// of bytes is known, the time left goes by bytes, since an image of 50 MB takes
// longer than one of 50 kB.
type estimator struct {
	at   time.Duration // of the last sample
	last counts

	items, bytes float64 // worked through since the start
	short, long  memory

	begun                bool
	heldAt               time.Duration
	heldItems, heldBytes float64 // rates on display, taken at heldAt
	deadline             time.Duration
	deadlineIsOK         bool
}

// sample takes the counters at the given time after the start. The first call
// sets the point from which on counting is done.
func (e *estimator) sample(at time.Duration, c counts) {
	if !e.begun {
		e.begun = true
		e.at, e.last = at, c
		e.short.span, e.long.span = rateMemory, leftMemory
		return
	}
	items := float64(c.done + c.failed - e.last.done - e.last.failed)
	bytes := float64(c.read - e.last.read)
	if skipped := float64(c.skipped - e.last.skipped); skipped > 0 {
		// The bytes of the two sorts are not told apart: share them out evenly.
		bytes *= items / (items + skipped)
	}
	dt := (at - e.at).Seconds()
	e.at, e.last = at, c
	e.items += items
	e.bytes += bytes
	e.short.add(dt, items, bytes)
	e.long.add(dt, items, bytes)

	if at-e.heldAt >= rateHold || e.heldItems+e.heldBytes == 0 {
		e.heldAt = at
		e.heldItems, e.heldBytes = e.short.rates()
	}
	e.aim()
}

// aim moves the deadline to where it is expected now, unless the difference is
// too small to matter. The time left then counts down like a clock instead of
// trembling with every item.
func (e *estimator) aim() {
	items, bytes := e.long.rates()
	var left float64
	switch c := e.last; {
	case c.bytes > 0 && bytes > 0:
		left = float64(max(c.bytes-c.read, 0)) / bytes
	case c.items > 0 && items > 0:
		left = float64(max(c.items-c.finished(), 0)) / items
	default:
		e.deadlineIsOK = false
		return
	}
	const year = 365 * 24 * 3600 // far above any run, far below the end of Duration
	deadline := e.at + time.Duration(min(left, year)*float64(time.Second))
	slack := max(1500*time.Millisecond, (e.deadline-e.at)/10)
	if !e.deadlineIsOK || (deadline-e.deadline).Abs() > slack {
		e.deadline, e.deadlineIsOK = deadline, true
	}
}

// rate returns the present rate in items or bytes a second.
func (e *estimator) rate(bytes bool) float64 {
	if bytes {
		return e.heldBytes
	}
	return e.heldItems
}

// mean returns the rate of the run as a whole.
func (e *estimator) mean(bytes bool, elapsed time.Duration) float64 {
	work := e.items
	if bytes {
		work = e.bytes
	}
	if elapsed <= 0 {
		return 0
	}
	return work / elapsed.Seconds()
}

// left returns how long the rest will take, if that can be said.
func (e *estimator) left(elapsed time.Duration) (time.Duration, bool) {
	if !e.deadlineIsOK || elapsed < leftDelay {
		return 0, false
	}
	// Who is not yet done has at least something left.
	return max(e.deadline-elapsed, time.Second), true
}

// A memory is a moving average that forgets exponentially: work and time are
// summed up, and the sums decay together. Until they do, their quotient is the
// plain mean. Time counts only once something has ended, so that the rate of
// slow items does not sink between two of them.
type memory struct {
	span                  float64 // seconds after which a share of 1/e is left
	items, bytes, seconds float64 // decayed sums
	events                float64 // decayed number of samples in which something ended
	pending               float64 // seconds since the last such sample
}

func (m *memory) add(dt, items, bytes float64) {
	m.pending += dt
	if items <= 0 && bytes <= 0 {
		return
	}
	keep := math.Exp(-min(m.pending/m.span, 1.0/minEvents))
	m.items = m.items*keep + items
	m.bytes = m.bytes*keep + bytes
	m.seconds = m.seconds*keep + m.pending
	m.events = m.events*keep + 1
	m.pending = 0
}

// rates returns items and bytes a second. A wait that is longer than usual
// counts for what it exceeds the usual, so that a stall is seen.
func (m *memory) rates() (items, bytes float64) {
	if m.events == 0 || m.seconds <= 0 {
		return 0, 0
	}
	seconds := m.seconds + max(0, m.pending-m.seconds/m.events)
	return m.items / seconds, m.bytes / seconds
}
