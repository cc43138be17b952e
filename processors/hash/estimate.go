package hash

import (
	"cmp"
	"context"
	"math"
	"runtime"
	"slices"
	"sync"
	"time"

	"fanout/processors/hash/kdf"
)

const (
	// trials is how many hashes each worker tries. The first one still pays for
	// fresh memory.
	trials = 2
	// trialWork is the reference's time of a hash to try, where the algorithm
	// has a cost that can be lowered without changing what limits it.
	trialWork = 20 * time.Millisecond
	// maxTrials limits the time of the trials, as a part of the run.
	maxTrials = 1.0 / 20
)

// estimate returns about how long rows hashes take if the machine is divided as
// a says.
func estimate(ctx context.Context, p kdf.Params, rows int64, a Allocation) time.Duration {
	return estimateGroups(ctx, map[kdf.Params]int64{p: rows}, a.Workers, func(kdf.Params) int { return a.Lanes })
}

// estimateGroups returns about how long that many rows of each kind of
// parameters take on workers that hash lanes of them at a time. It tries some
// batches on as many processors as will be busy, because they share caches,
// memory and clock. Where that would take too long it goes by the trials of the
// same kernel or, without any, by Params.ReferenceTime, which is about the time
// of one batch.
func estimateGroups(ctx context.Context, rows map[kdf.Params]int64, workers int, lanes func(kdf.Params) int) time.Duration {
	e := newEstimator(min(workers, runtime.GOMAXPROCS(0)))
	groups := e.groups(rows, lanes)
	budget := 0.0
	for _, g := range groups {
		budget += maxTrials * g.work
	}
	total, longest := 0.0, 0.0
	for _, g := range groups {
		factor := e.factor(ctx, g, &budget)
		total += factor * g.work
		longest = max(longest, factor*float64(g.params.ReferenceTime()))
	}
	// In floating point: a million rows of two days each overflow a Duration.
	return time.Duration(min(max(total, longest), 1<<62))
}

// An estimator knows how the time of this machine compares with the reference.
type estimator struct {
	cpus    int
	tried   map[trial]float64  // time of one, as a part of its reference's
	kernels map[string]float64 // the same of the first trial of each kernel
}

// A trial is a batch that has been timed.
type trial struct {
	params kdf.Params
	lanes  int
}

// A group is rows of equal parameters.
type group struct {
	trial
	work float64 // nanoseconds of the reference, on all processors
}

func newEstimator(cpus int) *estimator {
	return &estimator{cpus: cpus, tried: map[trial]float64{}, kernels: map[string]float64{}}
}

// groups returns the groups with the most work first.
func (e *estimator) groups(rows map[kdf.Params]int64, lanes func(kdf.Params) int) (groups []group) {
	for p, n := range rows {
		g := group{trial: trial{p, lanes(p)}}
		batches := math.Ceil(float64(n) / float64(g.lanes))
		rounds := batches / float64(e.cpus)
		if len(rows) == 1 { // no other group fills the last round
			rounds = math.Ceil(rounds)
		}
		g.work = rounds * float64(p.ReferenceTime())
		groups = append(groups, g)
	}
	slices.SortFunc(groups, func(a, b group) int { return cmp.Compare(b.work, a.work) })
	return groups
}

// factor returns what part of the reference's time the hashes of g take here.
// The time of a trial is taken from budget.
func (e *estimator) factor(ctx context.Context, g group, budget *float64) float64 {
	kernel := cmp.Or(g.params.Scheme.Kernel, g.params.Scheme.Name)
	t := trial{g.params.Cheaper(trialWork), g.lanes}
	if f, ok := e.tried[t]; ok {
		return f
	}
	reference := float64(t.params.ReferenceTime())
	if trials*reference <= *budget && ctx.Err() == nil {
		f := float64(try(ctx, t.params, t.lanes, e.cpus)) / reference
		*budget -= trials * reference * f
		e.tried[t] = f
		if _, ok := e.kernels[kernel]; !ok {
			e.kernels[kernel] = f
		}
		return f
	}
	if f, ok := e.kernels[kernel]; ok {
		return f
	}
	return 1
}

// try measures a full batch on the slowest of workers.
func try(ctx context.Context, p kdf.Params, lanes, workers int) time.Duration {
	times := make([]time.Duration, workers)
	var wg sync.WaitGroup
	for i := range times {
		wg.Go(func() {
			h := p.New(lanes)
			defer h.Close()
			keys, passwords, salts := batch(p, h.Lanes())
			for range trials {
				start := time.Now()
				_ = h.Hash(ctx, keys, passwords, salts) // an interruption shows in ctx
				if t := time.Since(start); times[i] == 0 || t < times[i] {
					times[i] = t
				}
			}
		})
	}
	wg.Wait()
	return slices.Max(times)
}

// batch returns n passwords to try, with salts and room for keys.
func batch(p kdf.Params, n int) (keys, passwords, salts [][]byte) {
	for range n {
		keys = append(keys, make([]byte, p.KeyLength()))
		passwords = append(passwords, []byte("a trial password"))
		salts = append(salts, p.Salt(make([]byte, DefaultSaltBytes(p.Scheme))))
	}
	return keys, passwords, salts
}

// Forecast returns how the machine is divided for rows hashes with parameters
// p, and about how long they take. The error is a MemoryError, or the cause of
// ctx.
func Forecast(ctx context.Context, p kdf.Params, rows int64, workers int, memory int64) (Allocation, time.Duration, error) {
	a, ok := allocate(p, workers, memory)
	if !ok {
		return a, 0, &MemoryError{p, minMemory(p), memory}
	}
	t := estimate(ctx, p, rows, a)
	return a, t, context.Cause(ctx)
}
