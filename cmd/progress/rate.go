package progress

import (
	"math"
	"time"
)

const (
	// rateSpan and leftSpan are the time constants in seconds of the
	// averages for the rate and for the time left. The rate should show what
	// happens now; the time left should not change because of a few large
	// items.
	rateSpan = 10
	leftSpan = 60
	// minEvents makes both averages longer if items are slow: one or two items
	// say little about the next.
	minEvents = 16
	// rateHold is the time for which the displayed rate remains unchanged, so
	// that it can be read.
	rateHold = 500 * time.Millisecond
	// leftDelay is the time before the first estimate of the time left.
	leftDelay = time.Second
)

// An estimator computes the rate and the time left from the counters.
//
// Skipped items cost nothing and say nothing about those that follow, so they
// are excluded from all rates. Otherwise a resumed run that skips half of its
// items in the first second would seem to end in the next. If the total of
// bytes is known, the time left is computed from bytes, since an image of 50 MB
// takes longer than one of 50 kB.
type estimator struct {
	at   time.Duration // of the last sample
	last counts

	items, bytes float64 // processed since the start
	short, long  movingAverage

	begun                bool
	heldAt               time.Duration
	heldItems, heldBytes float64 // rates on display, taken at heldAt
	deadline             time.Duration
	deadlineIsOK         bool
}

// sample adds the counters at the given time after the start. Counting starts
// with the counters of the first call.
func (e *estimator) sample(at time.Duration, c counts) {
	if !e.begun {
		e.begun = true
		e.at, e.last = at, c
		e.short.span, e.long.span = rateSpan, leftSpan
		return
	}
	items := float64(c.done + c.failed - e.last.done - e.last.failed)
	bytes := float64(c.read - e.last.read)
	if skipped := float64(c.skipped - e.last.skipped); skipped > 0 {
		// The counter includes the bytes of skipped items: assume the same for
		// each item.
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
	e.updateDeadline()
}

// updateDeadline sets the deadline to the currently expected one, unless the
// difference is too small to matter. So the time left counts down like a clock
// instead of changing with every item.
func (e *estimator) updateDeadline() {
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
	const year = 365 * 24 * 3600 // far above any run, far below the largest Duration
	deadline := e.at + time.Duration(min(left, year)*float64(time.Second))
	slack := max(1500*time.Millisecond, (e.deadline-e.at)/10)
	if !e.deadlineIsOK || (deadline-e.deadline).Abs() > slack {
		e.deadline, e.deadlineIsOK = deadline, true
	}
}

// rate returns the current rate in items or bytes per second.
func (e *estimator) rate(bytes bool) float64 {
	if bytes {
		return e.heldBytes
	}
	return e.heldItems
}

// mean returns the rate of the whole run.
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

// left returns the estimated time left. ok is false if it is unknown.
func (e *estimator) left(elapsed time.Duration) (left time.Duration, ok bool) {
	if !e.deadlineIsOK || elapsed < leftDelay {
		return 0, false
	}
	// An unfinished run never shows 0 left.
	return max(e.deadline-elapsed, time.Second), true
}

// A movingAverage is an exponentially weighted moving average: work and time
// are summed, and both sums decay alike. Without decay their quotient would be
// the mean. Time is added only when an item ends, so that the rate of slow
// items does not fall between two of them.
type movingAverage struct {
	span                  float64 // time constant in seconds: the sums decay to 1/e
	items, bytes, seconds float64 // decayed sums
	events                float64 // decayed number of samples in which an item ended
	pending               float64 // seconds since the last such sample
}

func (m *movingAverage) add(dt, items, bytes float64) {
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

// rates returns items and bytes per second. Time that exceeds the mean between
// two samples with ended items counts, so that the rate falls during a stall.
func (m *movingAverage) rates() (items, bytes float64) {
	if m.events == 0 || m.seconds <= 0 {
		return 0, 0
	}
	seconds := m.seconds + max(0, m.pending-m.seconds/m.events)
	return m.items / seconds, m.bytes / seconds
}
