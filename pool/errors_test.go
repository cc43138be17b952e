package pool

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// A failurePlan says which chunks fail, and where.
type failurePlan struct {
	inChunks, inWorker, inMerge map[int]bool
}

// randomFailures plans up to three failures of each kind among n chunks.
func randomFailures(rnd *rand.Rand, n int) failurePlan {
	some := func() map[int]bool {
		m := map[int]bool{}
		for range rnd.IntN(4) {
			m[rnd.IntN(n)] = true
		}
		return m
	}
	return failurePlan{some(), some(), some()}
}

// outcome returns how many results of a run over n chunks are merged, and the
// error that follows. Where a chunk fails twice the Worker's error comes first;
// an error of Chunks replaces its chunk.
func (p failurePlan) outcome(n int) (merged int, err error) {
	for i := range n {
		switch {
		case p.inChunks[i]:
			return i, fmt.Errorf("chunks %d", i)
		case p.inWorker[i]:
			return i, fmt.Errorf("worker %d", i)
		case p.inMerge[i]:
			return i, fmt.Errorf("merge %d", i)
		}
	}
	return n, nil
}

func TestErrorOfLowestChunkIsReturnedWhateverTheSchedule(t *testing.T) {
	const n = 40
	for seed := range uint64(300) {
		synctest.Test(t, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(seed, 1))
			fails := randomFailures(rnd, n)
			wantMerged, want := fails.outcome(n)
			sleeps := make([]time.Duration, n)
			for i := range sleeps {
				sleeps[i] = time.Duration(rnd.IntN(1000))
			}

			var got []int
			_, err := Run(t.Context(), Options{Workers: 1 + rnd.IntN(9), Window: 1 + rnd.IntN(20)}, &fakeJob[int, int]{
				chunks: func(yield func(int, error) bool) {
					for i := range n {
						var err error
						if fails.inChunks[i] {
							err = fmt.Errorf("chunks %d", i)
						}
						if !yield(i, err) {
							return
						}
					}
				},
				work: func(ctx context.Context, c int) (int, error) {
					select {
					case <-time.After(sleeps[c]):
					case <-ctx.Done():
						return 0, ctx.Err()
					}
					if fails.inWorker[c] {
						return 0, fmt.Errorf("worker %d", c)
					}
					return c, nil
				},
				merge: func(r int) error {
					if fails.inMerge[r] {
						return fmt.Errorf("merge %d", r)
					}
					got = append(got, r)
					return nil
				},
			})
			if fmt.Sprint(err) != fmt.Sprint(want) {
				t.Fatalf("seed %d: error %v, want %v", seed, err, want)
			}
			checkCount(t, got, wantMerged)
		})
	}
}

func TestWorkerErrorKeepsLaterChunksFromStarting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bad := errors.New("disk full")
		var started atomic.Int64
		stats, err := Run(t.Context(), Options{Workers: 2}, &fakeJob[int, int]{
			chunks: count(1000),
			work: func(_ context.Context, c int) (int, error) {
				started.Add(1)
				if c == 1 {
					time.Sleep(time.Second)
					return 0, bad
				}
				time.Sleep(time.Minute) // chunk 0 is before the error and must be waited for
				return c, nil
			},
		})
		if err != bad {
			t.Fatal(err)
		}
		if n := started.Load(); n != 2 || stats.Elapsed != time.Minute {
			t.Errorf("%d chunks started, %v elapsed", n, stats.Elapsed)
		}
	})
}

func TestFailedRunCancelsWorkersAndWaitsForThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bad := errors.New("disk full")
		var inside atomic.Int64
		_, err := Run(t.Context(), Options{Workers: 4}, &fakeJob[int, int]{
			chunks: count(1000),
			work: func(ctx context.Context, c int) (int, error) {
				inside.Add(1)
				defer inside.Add(-1)
				if c == 0 {
					time.Sleep(time.Second)
					return c, nil
				}
				<-ctx.Done() // only the failure of chunk 0 can end this
				time.Sleep(time.Second)
				return 0, ctx.Err()
			},
			merge: func(int) error { return bad },
		})
		if err != bad {
			t.Fatal(err)
		}
		if n := inside.Load(); n != 0 {
			t.Errorf("%d Workers still run after Run", n)
		}
	})
}

func TestChunksStoppedByAFailureEndsAtItsNextYield(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bad := errors.New("disk full")
		release := make(chan bool)
		closed := false
		_, err := Run(t.Context(), Options{Workers: 2}, &fakeJob[int, int]{
			chunks: func(yield func(int, error) bool) {
				defer func() { closed = true }()
				if yield(0, nil) {
					<-release // a read from a terminal, say
					if yield(1, nil) {
						t.Error("yield did not stop the source")
					}
				}
			},
			work:  same,
			merge: func(int) error { return bad },
		})
		if err != bad {
			t.Fatal(err)
		}
		if closed {
			t.Error("the source was not stuck, the test shows nothing")
		}
		close(release)
		synctest.Wait()
		if !closed {
			t.Error("the source did not end")
		}
	})
}
