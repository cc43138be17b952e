package pool

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Run does job: it feeds the chunks to the workers and merges the results in
// input order, on the calling goroutine.
//
// Chunks are admitted strictly in input order, each when the window has a slot
// and the budget has room for its weight; a chunk that does not fit waits, and
// so do all later ones. A chunk heavier than the whole budget waits until no
// other weight is held and then uses all of it. When its Worker returns, the
// chunk's weight is replaced by the result's, which is given back after Merge.
// A result heavier than its chunk overdraws the budget until it is merged.
//
// The error of the lowest-numbered failing chunk is returned, whatever the
// schedule and whether it comes from Chunks, a Worker or Merge. All results
// before it have been merged, and no others. A panic or Goexit in a Worker
// becomes the result that job.Recovered makes of it. A panic in any other
// function of the job is returned as a [*PanicError], and so is Goexit, except
// in Merge, where it ends the calling goroutine after the workers have ended.
//
// When ctx is cancelled no further chunk is started. The workers finish what
// they have, results that are complete and next in order are still merged, and
// context.Cause(ctx) is returned. It also replaces any error that a Worker
// returns, or Chunks yields, after the cancellation. If every chunk had been
// started by then and succeeds, the run is complete and Run returns nil.
//
// Run returns when its workers have ended, or Patience after a cancellation:
// the results of those that are at work then are lost. After an error it does
// not wait for Chunks, which may be blocked in a read; Chunks is stopped at its
// next yield.
func Run[C, R any](ctx context.Context, opt Options, job Job[C, R]) (stats Stats, err error) {
	opt = opt.withDefaults()
	workCtx, cancel := context.WithCancel(ctx)
	r := &run[C, R]{
		job:         job,
		ctx:         ctx,
		workCtx:     workCtx,
		window:      opt.Window,
		weighChunk:  weigher[C](),
		weighResult: weigher[R](),
		want:        -1,
		start:       time.Now(),
		leave:       make(chan struct{}),
	}
	r.budget.limit = opt.Budget
	r.ledger.since = r.start
	r.watch = newWatch(opt.Observer, opt.Workers)
	r.toFeeder.L, r.toWorkers.L, r.toMerge.L = &r.mu, &r.mu, &r.mu
	r.workers = make([]worker[C, R], opt.Workers)
	r.watch.begin(r.start, opt.Workers)

	unwatch := context.AfterFunc(ctx, func() {
		r.stop()
		if opt.Patience > 0 {
			time.AfterFunc(opt.Patience, r.abandon)
		}
	})
	for i := range r.workers { // before the feeder starts, which looks at idle
		w := &r.workers[i]
		w.run, w.track, w.idle = r, Track(i), true
	}
	go r.feed()
	for i := range r.workers {
		r.wg.Go(r.workers[i].loop)
	}
	defer func() { // deferred, as Merge may call Goexit
		r.stop()
		cancel()
		r.await()
		unwatch()
		r.dropReady()
		stats = r.stats()
	}()
	return Stats{}, r.merge()
}

// An item is a chunk on its way. The items not yet merged form a list in input
// order: first those started, then those waiting for a worker.
type item[C, R any] struct {
	next   *item[C, R]
	weight int64 // held in the budget: the chunk's, then the result's
	done   bool

	// Written by the worker that has the item, read by the merge loop once
	// done.
	chunk        C
	result       R
	resultWeight int64
	err          error // ends the run
}

// A run is the state that the feeder, the workers and the merge loop share.
type run[C, R any] struct {
	job         Job[C, R]
	ctx         context.Context // the caller's
	workCtx     context.Context // the Workers': also cancelled when the run fails
	window      int
	weighChunk  func(*C) int64
	weighResult func(*R) int64
	start       time.Time
	workers     []worker[C, R]
	wg          sync.WaitGroup // workers
	leave       chan struct{}  // closed once no worker is waited for
	newWorkerMu sync.Mutex     // held while job.NewWorker runs

	mu       sync.Mutex // guards what follows
	head     *item[C, R]
	tail     *item[C, R]
	ready    *item[C, R] // first item in the list not yet started
	unmerged int         // items in the list
	waiting  int         // of these, not yet started
	running  int         // of these, started and not done

	want      int64 // weight of the chunk that the feeder waits to admit; -1: it does not wait
	ended     bool  // Chunks has ended, but not because of stop
	endErr    error // the error that ended it
	stopped   bool  // nothing new is started
	abandoned bool  // leave is closed
	budget    budget
	ledger    ledger
	watch     watch
	toFeeder  sync.Cond // the wanted chunk may be admitted, or stopped
	toWorkers sync.Cond // an item is ready, or ended, or stopped
	toMerge   sync.Cond // head is done, or ended, or stopped
}

// stop prevents any further chunk from starting.
func (r *run[C, R]) stop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stopLocked()
}

func (r *run[C, R]) stopLocked() {
	r.stopped = true
	r.toFeeder.Signal()
	r.toWorkers.Broadcast()
	r.toMerge.Signal()
}

// abandon ends the waiting for the workers.
func (r *run[C, R]) abandon() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.abandoned = true
	close(r.leave)
	r.toMerge.Signal()
}

// await waits until the workers have ended or are waited for no longer.
func (r *run[C, R]) await() {
	ended := make(chan struct{})
	go func() {
		r.wg.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-r.leave:
	}
}

// stopping reports whether no further chunk may start. It asks ctx itself
// because stop is called a moment after a cancellation.
func (r *run[C, R]) stopping() bool {
	return r.stopped || r.ctx.Err() != nil
}

// feed admits chunk after chunk. It may outlive Run, blocked in Chunks.
func (r *run[C, R]) feed() {
	var err error
	var caught *PanicError
	defer func() { // deferred, as Chunks may call Goexit
		if err == nil && caught != nil {
			err = caught
		}
		r.end(err)
	}()
	catch(&caught, "Chunks", func() {
		if r.ctx.Err() != nil {
			return
		}
		for chunk, e := range r.job.Chunks() {
			if e != nil {
				err = e
				return
			}
			if !r.admit(chunk) {
				drop(chunk)
				return
			}
		}
	})
}

// dropReady drops the chunks that wait for a worker when the run has stopped:
// nothing is added to them any more.
func (r *run[C, R]) dropReady() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for it := r.ready; it != nil; it = it.next {
		drop(it.chunk)
	}
}

// admit waits until chunk fits in, and queues it. It returns false if the run
// is stopping.
func (r *run[C, R]) admit(chunk C) bool {
	it := &item[C, R]{chunk: chunk}
	it.weight = r.budget.clamp(r.weighChunk(&it.chunk))

	r.mu.Lock()
	defer r.mu.Unlock()
	for {
		if r.stopping() {
			return false
		}
		why, held := r.holdup(it.weight)
		r.blame(why)
		r.feeding(why, held)
		if !held {
			break
		}
		r.want = it.weight
		r.toFeeder.Wait()
		r.want = -1
	}
	r.budget.add(it.weight)
	r.unmerged++
	r.waiting++
	if r.tail == nil {
		r.head = it
	} else {
		r.tail.next = it
	}
	r.tail = it
	if r.ready == nil {
		r.ready = it
	}
	r.toWorkers.Signal()
	return true
}

// holdup returns whether a chunk of weight w must wait, and why. At most one
// chunk per worker is read ahead: enough that no worker waits for the feeder to
// wake up, and few enough that a chunk is still in the cache when its turn
// comes. While that many are ready no worker waits, so the cause does not
// matter.
func (r *run[C, R]) holdup(w int64) (why cause, held bool) {
	switch {
	case r.unmerged >= r.window:
		return byMerge, true
	case !r.budget.fits(w):
		return byMemory, true
	}
	return byInput, r.waiting >= len(r.workers)
}

// freed is called after a change that may admit the feeder's chunk.
func (r *run[C, R]) freed() {
	if r.want < 0 {
		return
	}
	why, held := r.holdup(r.want)
	r.blame(why)
	r.feeding(why, held)
	if !held {
		r.toFeeder.Signal()
	}
}

// end records that Chunks is done. If the run was stopped before, Chunks may
// have ended for that reason, so it says nothing about the input.
func (r *run[C, R]) end(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.watch.note(Event{Track: Feeder, State: Ended, At: time.Now()})
	if r.stopping() {
		return
	}
	r.ended, r.endErr = true, err
	r.blameTail()
	r.toWorkers.Broadcast()
	r.toMerge.Signal()
}

// blameTail attributes the rest of the run to Merge once Chunks has ended and
// no worker has anything left to do.
func (r *run[C, R]) blameTail() {
	if r.ended && r.running == 0 && r.waiting == 0 {
		r.blame(byMerge)
	}
}

// merge merges results until the end of the run and returns its error. Only
// this loop decides the outcome, and it sees the chunks in input order: that
// makes the error independent of the schedule.
func (r *run[C, R]) merge() error {
	for {
		it, err := r.oldest()
		if it == nil {
			return err
		}
		if it.err != nil {
			return it.err
		}
		var caught *PanicError
		catch(&caught, "Merge", func() { err = r.job.Merge(it.result) })
		if caught != nil {
			return caught
		}
		if err != nil {
			return r.causeOf(err)
		}
		r.release(it)
	}
}

// oldest waits for the result that is next in order. It returns nil at the end
// of the run, with the error that ended it, if any.
func (r *run[C, R]) oldest() (*item[C, R], error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for {
		switch it := r.head; {
		case it != nil && it.done:
			if r.watch.on() && it.err == nil {
				r.watch.note(Event{Track: Merger, State: Merging, At: time.Now(), Of: it.result})
			}
			return it, nil
		case it == nil && r.ended:
			return nil, r.endErr
		case r.abandoned, r.stopped && it == r.ready: // the next one is lost, or was never started
			// Not stopped by a Worker's error: its item would come before.
			return nil, context.Cause(r.ctx)
		}
		if r.watch.on() {
			r.watch.note(Event{Track: Merger, State: WaitResult, At: time.Now()})
		}
		r.toMerge.Wait()
	}
}

// release removes it, the head, from the list.
func (r *run[C, R]) release(it *item[C, R]) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.head = it.next
	if r.head == nil {
		r.tail = nil
	}
	r.unmerged--
	r.budget.add(-it.weight)
	r.freed()
}

// causeOf returns what Run reports for an error of Merge: the error, or the
// cause of the cancellation if the error only says that there was one.
func (r *run[C, R]) causeOf(err error) error {
	if r.ctx.Err() != nil && errors.Is(err, r.ctx.Err()) {
		return context.Cause(r.ctx)
	}
	return err
}

// stats is called when the workers have ended or are left behind.
func (r *run[C, R]) stats() Stats {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	r.watch.end(now)
	s := Stats{
		Elapsed:    now.Sub(r.start),
		PeakWeight: r.budget.peak,
		Workers:    make([]WorkerStats, len(r.workers)),
	}
	for i := range r.workers {
		w := &r.workers[i]
		s.Workers[i] = w.stats
		if w.it != nil {
			s.Workers[i].Busy += now.Sub(w.busyFrom)
			continue
		}
		s.Workers[i].waited(w.idleFrom, r.ledger.at(now))
	}
	return s
}
