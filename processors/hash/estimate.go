package hash

import (
	"context"
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
// a says. It tries some batches on as many processors as will be busy, because
// they share caches, memory and clock. Where that would take too long it falls
// back to Params.ReferenceTime, which is about the time of one batch.
func estimate(ctx context.Context, p kdf.Params, rows int64, a Allocation) time.Duration {
	cpus := min(a.Workers, runtime.GOMAXPROCS(0))
	round := int64(cpus) * int64(a.Lanes)
	// In floating point: a million rows of two days each overflow a Duration.
	rounds := float64((rows + round - 1) / round)
	each := float64(p.ReferenceTime())
	q := p.Cheaper(trialWork)
	if reference := float64(q.ReferenceTime()); trials*reference <= maxTrials*each*rounds {
		each *= float64(try(ctx, q, a.Lanes, cpus)) / reference
	}
	return time.Duration(min(each*rounds, 1<<62))
}

// try measures a full batch on the slowest of workers.
func try(ctx context.Context, p kdf.Params, lanes, workers int) time.Duration {
	times := make([]time.Duration, workers)
	var wg sync.WaitGroup
	for i := range times {
		wg.Go(func() {
			h := p.New(lanes)
			defer h.Close()
			n := h.Lanes()
			keys, passwords, salts := make([][]byte, n), make([][]byte, n), make([][]byte, n)
			for k := range n {
				keys[k], passwords[k], salts[k] = make([]byte, p.KeyLength()), []byte("a trial password"), make([]byte, 16)
			}
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
