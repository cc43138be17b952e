package hash

import (
	"context"
	"errors"
	"math"
	"runtime"
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
	// Disturbed is set if the times of equal hashes varied much, so that other
	// costs may be found another time.
	Disturbed bool
}

// A timing is the time of one hash, by several of them.
type timing struct{ median, fastest time.Duration }

// ErrNothingToTune says that the options fix every cost.
var ErrNothingToTune = errors.New("every cost is given: leave one out to have it found")

const (
	// tuneSteps is how many sets of costs are measured that should take the
	// target's time, and tuneSamples how many hashes of each; one more has
	// fresh memory and does not count. The first step, at tuneStart of the
	// target, only tells how fast the machine is. All together take at most
	// some 17 times the target, or a quarter of a second.
	tuneSteps   = 4
	tuneSamples = 3
	tuneStart   = 1.0 / 8
	// tuneTime is how long short hashes are measured, as the clock and the
	// scheduler disturb them.
	tuneTime = 30 * time.Millisecond
	// tuneLimit bounds the time of all steps, as a multiple of the target's,
	// on a machine that has other work.
	tuneLimit = 15
	// tuneSpread is how many times the fastest hash the usual one takes on a
	// machine that has other work.
	tuneSpread = 1.5
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
	cpus := min(opt.Workers, runtime.GOMAXPROCS(0))
	return tune(opt, func(p kdf.Params) (timing, error) {
		t, err := measureBusy(ctx, p, cpus)
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		t.median = t.median * time.Duration(opt.Workers) / time.Duration(cpus)
		t.fastest = t.fastest * time.Duration(opt.Workers) / time.Duration(cpus)
		return t, err
	})
}

// tune is Tune with what measures one hash.
func tune(opt *TuneOptions, measure func(kdf.Params) (timing, error)) (*Tuned, error) {
	f := newFitter(opt)
	if len(f.free) == 0 {
		return nil, ErrNothingToTune
	}
	if lowest := f.lowest(); !f.fits(lowest) {
		return nil, &MemoryError{lowest, f.need(lowest) * int64(opt.Workers), opt.Memory}
	}
	b := bracket{target: float64(opt.Target)}
	limit := tuneStart * b.target
	var last kdf.Params
	var best *Tuned
	disturbed := false
	begin := time.Now()
	for range 1 + tuneSteps {
		p := f.fit(limit)
		if p == last {
			break
		}
		last = p
		measured, err := measure(p)
		if err != nil {
			return nil, err
		}
		t := measured.median
		disturbed = disturbed || float64(t) > tuneSpread*float64(measured.fastest)
		b.add(float64(p.ReferenceTime()), max(float64(t), 1))
		limit = b.next()
		if t <= opt.Target && (best == nil || t > best.Time) {
			best = &Tuned{Params: p, Time: t}
		}
		enough := best != nil && float64(best.Time) >= tuneEnough*b.target
		if enough || time.Since(begin) > max(tuneLimit*opt.Target, 10*tuneTime) {
			break
		}
	}
	if best == nil { // all took longer: these should not
		p := f.fit(limit)
		best = &Tuned{Params: p, Time: time.Duration(b.factor() * float64(p.ReferenceTime()))}
		best.Above = best.Time > opt.Target
	}
	best.Default = time.Duration(b.factor() * float64(opt.Params.Scheme.Default().ReferenceTime()))
	best.Memory, best.Disturbed = f.need(best.Params), disturbed
	best.Limited = f.limited(b.target / b.factor())
	return best, nil
}

// A bracket is what is known of the times of this machine, as points of the
// reference's time and its own.
type bracket struct {
	target      float64
	below       point // the highest that took up to the target's time, if any
	above, last point // the lowest that took more, if any
}

type point struct{ reference, time float64 }

// add takes a measurement.
func (b *bracket) add(reference, time float64) {
	b.last = point{reference, time}
	switch {
	case time <= b.target && reference > b.below.reference:
		b.below = b.last
	case time > b.target && (b.above.reference == 0 || reference < b.above.reference):
		b.above = b.last
	}
}

// factor returns the time of this machine as a part of the reference's.
func (b *bracket) factor() float64 { return b.last.time / b.last.reference }

// next returns the reference's time of what should take the target's: by the
// last factor or, where it is known that this is wrong, on the line through the
// points on both sides, which has powers for lines.
func (b *bracket) next() float64 {
	aim := tuneAim * b.target
	reference, low, high := aim/b.factor(), b.below, b.above
	inside := tuneEnough*reference > low.reference && reference < tuneEnough*high.reference
	if inside || low.reference == 0 || high.reference <= low.reference {
		return reference
	}
	part := math.Log(aim/low.time) / math.Log(high.time/low.time)
	return low.reference * math.Pow(high.reference/low.reference, min(max(part, 0), 1))
}

// measureBusy returns the time of a hash while each processor computes one at a
// time. It is the median, which leaves out what else the machine does.
func measureBusy(ctx context.Context, p kdf.Params, cpus int) (timing, error) {
	times, errs := make([][]time.Duration, cpus), make([]error, cpus)
	var wg sync.WaitGroup
	for i := range times {
		wg.Go(func() { times[i], errs[i] = measureAlone(ctx, p) })
	}
	wg.Wait()
	all := slices.Concat(times...)
	slices.Sort(all)
	if err := errors.Join(errs...); err != nil {
		return timing{}, err
	}
	return timing{all[len(all)/2], all[0]}, nil
}

// measureAlone returns the times of hashes on one processor.
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
