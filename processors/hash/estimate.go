package hash

import (
	"context"
	"runtime"
	"sync"
	"time"

	"fanout/processors/hash/kdf"
)

const (
	// trials is how many hashes each worker tries. The first one still pays for
	// fresh memory.
	trials = 2
	// trialWork is the nominal time of a hash to try, where the algorithm has a
	// cost that can be lowered without changing what limits it.
	trialWork = 20 * time.Millisecond
	// trialShare is the most that trials may take of the run they are for.
	trialShare = 1.0 / 20
)

// Estimate returns about how long rows hashes take on so many workers at a
// time. It tries some on as many processors, because they share caches, memory
// and clock. Where that would take too long it goes by Params.Nominal.
func Estimate(ctx context.Context, p kdf.Params, rows int64, workers int) time.Duration {
	cpus := min(workers, runtime.GOMAXPROCS(0))
	// In floating point: a million rows of two days each overflow a Duration.
	rounds := float64((rows + int64(cpus) - 1) / int64(cpus))
	each := float64(p.Nominal())
	q := cheaper(p)
	if nominal := float64(q.Nominal()); trials*nominal <= trialShare*each*rounds {
		each *= float64(try(ctx, q, cpus)) / nominal
	}
	return time.Duration(min(each*rounds, 1<<62))
}

// cheaper returns parameters whose time says how long p takes.
func cheaper(p kdf.Params) kdf.Params {
	for p.Nominal() > trialWork {
		switch {
		case p.Algorithm == kdf.Bcrypt && p.Cost > 4:
			p.Cost--
		case p.Iterations > 1000:
			p.Iterations /= 2
		case p.Time > 1:
			p.Time--
		case p.P > 1:
			p.P--
		default:
			return p
		}
	}
	return p
}

// try measures one password's share of the slowest of workers.
func try(ctx context.Context, p kdf.Params, workers int) time.Duration {
	times := make([]time.Duration, workers)
	var wg sync.WaitGroup
	for i := range times {
		wg.Go(func() {
			h := kdf.New(p)
			n := h.Lanes()
			keys, passwords, salts := make([][]byte, n), make([][]byte, n), make([][]byte, n)
			for k := range n {
				keys[k], passwords[k], salts[k] = make([]byte, p.KeyLength()), []byte("a trial password"), make([]byte, 16)
			}
			for range trials {
				start := time.Now()
				_ = h.Hash(ctx, keys, passwords, salts) // an interruption shows in ctx
				if t := time.Since(start) / time.Duration(n); times[i] == 0 || t < times[i] {
					times[i] = t
				}
			}
		})
	}
	wg.Wait()
	var slowest time.Duration
	for _, t := range times {
		slowest = max(slowest, t)
	}
	return slowest
}
