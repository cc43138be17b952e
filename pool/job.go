package pool

import (
	"context"
	"iter"
	"runtime"
	"time"
)

// A Worker turns one chunk into one result. It is called by one goroutine at a
// time and may keep scratch memory in its closure. The chunk is the Worker's
// until it returns; the result belongs to Merge from then on, so it must not
// share memory with the scratch.
//
// An error stops the run: it is for what makes the rest of the run pointless,
// such as a full disk. The failure of one item belongs in R. The ctx is
// cancelled when the caller's is, or when the run has failed.
type Worker[C, R any] func(ctx context.Context, chunk C) (R, error)

// A Job is what [Run] does. C is the type of its chunks, R that of its results;
// either may implement [Weighted].
type Job[C, R any] interface {
	// Chunks returns the input, cut. It is iterated once, on a goroutine of its
	// own. Its first error ends it and the run, after all chunks before it are
	// merged. If the run fails for another reason, the iteration may still be
	// blocked when Run returns; it ends at its next yield.
	Chunks() iter.Seq2[C, error]

	// NewWorker returns a Worker with scratch memory of its own. It is called
	// on a goroutine's first chunk and again after its Worker panicked, never
	// twice at the same time.
	NewWorker() Worker[C, R]

	// Recovered returns the result that stands for a chunk whose Worker
	// panicked or called runtime.Goexit. Several goroutines may call it at
	// once.
	Recovered(chunk C, err *PanicError) R

	// Merge takes one result. It is called in input order, on the goroutine
	// that called Run. Its first error ends the run.
	Merge(R) error
}

// Weighted is implemented by a chunk or result that occupies memory which
// [Options].Budget is to bound.
type Weighted interface {
	// Weight returns the memory in bytes: of a chunk, what it and the work on
	// it occupy; of a result, what it occupies until merged. It is called once.
	// Negative counts as 0.
	Weight() int64
}

// Droppable is implemented by a chunk that has to know when no Worker will get
// it, because the run has ended before.
type Droppable interface {
	// Drop is called once, before Run returns, or later if Chunks yields it
	// later.
	Drop()
}

// drop tells a chunk that no Worker gets it.
func drop[C any](chunk C) {
	if d, ok := any(chunk).(Droppable); ok {
		d.Drop()
	}
}

// Options sets the size of a run. The zero value is ready to use; negative
// numbers mean the same as 0.
type Options struct {
	// Workers is the number of goroutines that run Workers. 0 means GOMAXPROCS,
	// which follows the CPU quota of a container.
	Workers int

	// Window is the largest number of chunks that are admitted and not yet
	// merged; the feeder may hold one more. It bounds how far the others run
	// ahead of a slow chunk. 0 means wide: max(1024, 64*Workers).
	Window int

	// Budget is the memory in bytes that weighted chunks and results may occupy
	// at a time. 0 means no bound.
	Budget int64

	// Patience is how long after a cancellation the workers are waited for. Run
	// then leaves them behind, so that it must be the last of the process that
	// uses what they use. 0 means for ever.
	Patience time.Duration

	// Observer, if it is not nil, is told what each worker, the feeder and the
	// merger are at, from the start of the run to its end. It decides about
	// nothing.
	Observer Observer
}

const (
	// With this many slots a chunk 1000 times slower than its neighbours still
	// leaves every worker busy. Slots cost nothing until they are used.
	minDefaultWindow       = 1024
	defaultWindowPerWorker = 64
)

// withDefaults returns o with every zero replaced, Budget excepted.
func (o Options) withDefaults() Options {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Window <= 0 {
		o.Window = max(minDefaultWindow, defaultWindowPerWorker*o.Workers)
	}
	o.Budget = max(0, o.Budget)
	return o
}
