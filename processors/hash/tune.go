package hash

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"fanout/processors/hash/kdf"
)

// MinTarget and MaxTarget bound what [Tune] aims at.
const MinTarget, MaxTarget = time.Millisecond, time.Minute

// TuneOptions say what costs are looked for.
type TuneOptions struct {
	Params  kdf.Params       // the algorithm, and the values of costs that are fixed
	Fixed   func(i int) bool // whether cost i of the algorithm is fixed
	Target  time.Duration    // of one hash, from MinTarget to MaxTarget
	Workers int              // that hash at the same time, one password each
	Memory  int64            // bytes for all of them
}

// A Tuned is the costs that were found.
type Tuned struct {
	Params kdf.Params
	Time   time.Duration // of one hash, while each worker hashes one
	// Above is set if even the lowest costs, which Params then are, take longer
	// than the target.
	Above   bool
	Default time.Duration // about what the algorithm's default costs would take
	Memory  int64         // bytes that each worker needs
	Limited bool          // with more memory, other costs would have been found
}

// ErrNothingToTune says that the options fix every cost.
var ErrNothingToTune = errors.New("every cost is given: leave one out to have it found")

const (
	// tuneSteps is how many sets of costs are measured that should take the
	// target's time, and tuneSamples how many hashes of each; one more has
	// fresh memory and does not count. The first step, at tuneStart of the
	// target, only tells how fast the machine is. All together take at most
	// some 17 times the target.
	tuneSteps   = 4
	tuneSamples = 3
	tuneStart   = 1.0 / 8
	// tuneTime is how long short hashes are measured, as the clock and the
	// scheduler disturb them.
	tuneTime = 10 * time.Millisecond
	// tuneAim leaves room for times that vary, as the target is not to be
	// exceeded. What takes tuneEnough of it is not improved.
	tuneAim    = 0.98
	tuneEnough = 0.95
)

// Tune finds the costs with which one hash takes up to the target's time while
// all workers hash, each one password at a time: what a login waits for on a
// server that is that busy. Memory is raised first, up to each worker's part of
// what there is, then the number of passes, as RFC 9106 section 4 advises. The
// error is ErrNothingToTune, a MemoryError, the cause of ctx, or the system's.
func Tune(ctx context.Context, opt *TuneOptions) (*Tuned, error) {
	return tune(opt, func(p kdf.Params) (time.Duration, error) {
		t, err := measureBusy(ctx, p, opt.Workers)
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return t, err
	})
}

// tune is Tune with what measures one hash.
func tune(opt *TuneOptions, measure func(kdf.Params) (time.Duration, error)) (*Tuned, error) {
	f := newFitter(opt)
	if len(f.free) == 0 {
		return nil, ErrNothingToTune
	}
	if lowest := f.lowest(); !f.fits(lowest) {
		return nil, &MemoryError{lowest, f.need(lowest) * int64(opt.Workers), opt.Memory}
	}
	target := float64(opt.Target)
	aim, factor := tuneStart*target, 1.0 // of this machine's time to the reference's
	var last kdf.Params
	var best *Tuned
	for range 1 + tuneSteps {
		p := f.fit(aim / factor)
		if p == last {
			break
		}
		last, aim = p, tuneAim*target
		t, err := measure(p)
		if err != nil {
			return nil, err
		}
		factor = max(float64(t), 1) / float64(p.ReferenceTime())
		if t <= opt.Target && (best == nil || t > best.Time) {
			best = &Tuned{Params: p, Time: t}
		}
		if best != nil && float64(best.Time) >= tuneEnough*target {
			break
		}
	}
	if best == nil { // all took longer
		p := f.fit(tuneAim * target / factor)
		best = &Tuned{Params: p, Time: time.Duration(factor * float64(p.ReferenceTime()))}
		best.Above = best.Time > opt.Target
	}
	best.Default = time.Duration(factor * float64(opt.Params.Scheme.Default().ReferenceTime()))
	best.Memory = f.need(best.Params)
	best.Limited = f.limited(target / factor)
	return best, nil
}

// measureBusy returns the time of a hash while each worker computes one at a
// time. It is the median, which leaves out what else the machine does.
func measureBusy(ctx context.Context, p kdf.Params, workers int) (time.Duration, error) {
	times, errs := make([][]time.Duration, workers), make([]error, workers)
	var wg sync.WaitGroup
	for i := range times {
		wg.Go(func() { times[i], errs[i] = measureAlone(ctx, p) })
	}
	wg.Wait()
	all := slices.Concat(times...)
	slices.Sort(all)
	if err := errors.Join(errs...); err != nil {
		return 0, err
	}
	return all[len(all)/2], nil
}

// measureAlone returns the times of hashes in one worker.
func measureAlone(ctx context.Context, p kdf.Params) (times []time.Duration, err error) {
	h := p.New(1)
	defer h.Close()
	keys, passwords, salts := batch(p, 1)
	begin := time.Now()
	for len(times) <= tuneSamples || time.Since(begin) < tuneTime {
		start := time.Now()
		if err := h.Hash(ctx, keys, passwords, salts); err != nil {
			return nil, err
		}
		times = append(times, time.Since(start))
	}
	return times[1:], nil
}
