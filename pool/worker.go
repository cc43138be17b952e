package pool

import (
	"context"
	"time"
)

// A worker is one of the goroutines that run Workers, or a succession of them:
// after a Goexit another goroutine continues with the same worker.
type worker[C, R any] struct {
	run   *run[C, R]
	track Track
	stats WorkerStats
	do    Worker[C, R] // nil: to be made

	it       *item[C, R] // what it works on; nil: nothing
	busyFrom time.Time   // when it got it
	idleFrom causeTimes  // the ledger when it last had nothing
	idle     bool        // it waits for an item, or has waited for its last

	// Failures over it.
	panicked *PanicError // in Worker: becomes a result
	fatal    *PanicError // in another function: becomes the error of the run
	caught   bool        // there was one in Worker
}

// loop takes items until there are no more.
func (w *worker[C, R]) loop() {
	returned := false
	defer func() {
		if !returned {
			// Goexit is ending this goroutine; a new one finishes w.it.
			w.run.wg.Go(w.loop)
		}
	}()
	if w.it != nil {
		w.work()
	}
	for w.next() {
		w.work()
	}
	returned = true
}

// work finishes w.it. After a Goexit it is called again for the same item, on a
// new goroutine, and w.panicked or w.fatal records the Goexit.
func (w *worker[C, R]) work() {
	r, it := w.run, w.it
	if w.do == nil && w.panicked == nil && w.fatal == nil {
		catch(&w.fatal, "NewWorker", w.newWorker)
	}
	if w.panicked == nil && w.fatal == nil {
		catch(&w.panicked, "Worker", func() {
			it.result, it.err = w.do(r.workCtx, it.chunk)
		})
		if it.err != nil && r.ctx.Err() != nil {
			it.err = context.Cause(r.ctx)
		}
	}
	if w.panicked != nil && w.fatal == nil {
		w.do = nil // its scratch memory may be in any state
		w.caught = true
		catch(&w.fatal, "Recovered", func() {
			it.result = r.job.Recovered(it.chunk, w.panicked)
		})
	}
	if it.err == nil && w.fatal == nil {
		catch(&w.fatal, "Weight", func() {
			it.resultWeight = r.weighResult(&it.result)
		})
	}
	if w.fatal != nil {
		it.err = w.fatal
	}
	w.panicked, w.fatal = nil, nil
	it.chunk = *new(C) // release its memory
}

// newWorker sets w.do.
func (w *worker[C, R]) newWorker() {
	w.run.newWorkerMu.Lock()
	defer w.run.newWorkerMu.Unlock()
	w.do = w.run.job.NewWorker()
	if w.do == nil {
		panic("NewWorker returned nil")
	}
}

// next hands in w.it, if there is one, and waits for the next. It returns false
// at the end of the run.
func (w *worker[C, R]) next() bool {
	r := w.run
	now := time.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	if w.it != nil {
		w.handIn(now)
	}
	if r.ready == nil || r.stopping() {
		w.idle = true
		r.watch.note(Event{Track: w.track, State: r.ledger.cause.waiting(), At: now})
	}
	for r.ready == nil && !r.ended && !r.stopping() {
		r.toWorkers.Wait()
		now = time.Now()
	}
	if r.ready == nil || r.stopping() {
		return false
	}
	w.stats.waited(w.idleFrom, r.ledger.at(now))
	w.it, w.busyFrom, w.idle = r.ready, now, false
	if r.watch.on() {
		r.watch.note(Event{Track: w.track, State: Busy, At: now, Of: w.it.chunk})
	}
	r.ready = w.it.next
	r.waiting--
	r.running++
	r.freed()
	return true
}

// handIn marks w.it as done. It is called with r.mu held.
func (w *worker[C, R]) handIn(now time.Time) {
	r, it := w.run, w.it
	w.it = nil
	w.stats.Items++
	if w.caught {
		w.stats.Panics++
		w.caught = false
	}
	w.stats.Busy += now.Sub(w.busyFrom)
	w.idleFrom = r.ledger.at(now)

	it.done = true
	r.running--
	r.budget.add(it.resultWeight - it.weight)
	it.weight = it.resultWeight
	r.freed()
	if it.err != nil {
		r.stopLocked() // later items are of no use; earlier ones have started
	}
	if it == r.head {
		r.toMerge.Signal()
	}
	r.blameTail()
}
