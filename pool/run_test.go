package pool

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestOutputIsTheSameForAnyNumberOfWorkers(t *testing.T) {
	var want []byte
	for i := range 500 {
		want = fmt.Appendf(want, "%d\n", i)
	}
	for _, workers := range []int{1, 2, 7, 64} {
		synctest.Test(t, func(t *testing.T) {
			var got bytes.Buffer
			stats, err := Run(t.Context(), Options{Workers: workers}, &fakeJob[int, string]{
				chunks: count(500),
				work: func(_ context.Context, c int) (string, error) {
					time.Sleep(rand.N(time.Second))
					return fmt.Sprintln(c), nil
				},
				merge: func(r string) error { got.WriteString(r); return nil },
			})
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("%d workers: output differs", workers)
			}
			if len(stats.Workers) != workers || stats.Items() != 500 {
				t.Errorf("stats of %d workers, %d items", len(stats.Workers), stats.Items())
			}
		})
	}
}

func TestEmptyInputMergesNothing(t *testing.T) {
	stats, err := Run(t.Context(), Options{Workers: 3}, &fakeJob[int, int]{
		chunks:    count(0),
		newWorker: func() Worker[int, int] { t.Error("NewWorker called"); return same },
		merge:     func(int) error { t.Error("Merge called"); return nil },
	})
	if err != nil || stats.Items() != 0 {
		t.Fatal(err, stats)
	}
}

func TestZeroOptionsUseEveryCPUAndAWideWindow(t *testing.T) {
	o := Options{Workers: -1, Window: -1, Budget: -1}.withDefaults()
	if o != (Options{}).withDefaults() || o.Workers < 1 || o.Window < 1024 || o.Budget != 0 {
		t.Fatalf("%+v", o)
	}
	if o := (Options{Workers: 100}).withDefaults(); o.Window != 6400 {
		t.Fatalf("%+v", o)
	}
}

func TestEachGoroutineHasAWorkerOfItsOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		made := 0 // NewWorker is never called twice at a time; -race checks it
		var got []int
		_, err := Run(t.Context(), Options{Workers: 4}, &fakeJob[int, int]{
			chunks: count(200),
			newWorker: func() Worker[int, int] {
				made++
				busy := false
				return func(_ context.Context, c int) (int, error) {
					if busy {
						t.Error("a Worker was called twice at a time")
					}
					busy = true
					time.Sleep(time.Second)
					busy = false
					return c, nil
				}
			},
			merge: collect(&got),
		})
		if err != nil {
			t.Fatal(err)
		}
		checkCount(t, got, 200)
		if made != 4 {
			t.Errorf("%d Workers made, want 4", made)
		}
	})
}

func TestWindowBoundsWhatIsAdmittedAndNotMerged(t *testing.T) {
	for _, window := range []int{1, 2, 6, 50} {
		synctest.Test(t, func(t *testing.T) {
			var alive, most atomic.Int64
			_, err := Run(t.Context(), Options{Workers: 4, Window: window}, &fakeJob[int, int]{
				chunks: func(yield func(int, error) bool) {
					for i := range 200 {
						most.Store(max(most.Load(), alive.Add(1)))
						if !yield(i, nil) {
							return
						}
					}
				},
				work: func(_ context.Context, c int) (int, error) {
					if c%50 == 0 {
						time.Sleep(time.Hour)
					}
					return c, nil
				},
				merge: func(int) error { alive.Add(-1); return nil },
			})
			if err != nil {
				t.Fatal(err)
			}
			// One more is held by the feeder, and one merged but not yet
			// released.
			if n := int(most.Load()); n < window || n > window+1 {
				t.Errorf("window %d: up to %d chunks alive, want %d or %d", window, n, window, window+1)
			}
		})
	}
}

func TestSourceIsReadAheadByOneChunkPerWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var read atomic.Int64
		_, err := Run(t.Context(), Options{Workers: 3}, &fakeJob[int, int]{
			chunks: func(yield func(int, error) bool) {
				for i := range 100 {
					read.Add(1)
					if !yield(i, nil) {
						return
					}
				}
			},
			work: func(_ context.Context, c int) (int, error) {
				if c > 0 {
					time.Sleep(time.Hour)
				} else {
					time.Sleep(time.Second)
					// 3 with workers, 3 read ahead, one held by the feeder.
					if n := read.Load(); n != 7 {
						t.Errorf("%d chunks read, want 7", n)
					}
				}
				return c, nil
			},
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestSlowChunkDoesNotHoldUpTheOtherWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const workers, n, slow = 4, 901, 300 * time.Second
		var got []int
		stats, err := Run(t.Context(), Options{Workers: workers}, &fakeJob[int, int]{
			chunks: count(n),
			work: func(_ context.Context, c int) (int, error) {
				if c == 0 {
					time.Sleep(slow)
				} else {
					time.Sleep(time.Second)
				}
				return c, nil
			},
			merge: collect(&got),
		})
		if err != nil {
			t.Fatal(err)
		}
		checkCount(t, got, n)
		if stats.Elapsed != slow {
			t.Errorf("took %v, want %v: the other 900 s fit beside the slow chunk", stats.Elapsed, slow)
		}
		for i, w := range stats.Workers {
			if w.Busy != slow {
				t.Errorf("worker %d was busy for %v of %v", i, w.Busy, slow)
			}
		}
	})
}

func TestSourceStuckInAReadDoesNotDelayWhatItHasYielded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		merged := make(chan int, 3)
		_, err := Run(t.Context(), Options{Workers: 2}, &fakeJob[int, int]{
			chunks: func(yield func(int, error) bool) {
				for i := range 3 {
					if !yield(i, nil) {
						return
					}
					if got := <-merged; got != i { // a deadlock if Run were to hold it back
						t.Errorf("%d merged, want %d", got, i)
					}
				}
			},
			work:  same,
			merge: func(r int) error { merged <- r; return nil },
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestMemoryOfAChunkIsReleasedOnceItsWorkerReturns(t *testing.T) {
	r := &run[*int, int]{job: &fakeJob[*int, int]{}, ctx: t.Context(), weighResult: weigher[int]()}
	it := &item[*int, int]{chunk: new(int)}
	w := worker[*int, int]{run: r, it: it}
	w.do = func(context.Context, *int) (int, error) { return 0, nil }
	w.work()
	if it.chunk != nil {
		t.Error("the finished item still holds its chunk")
	}
}
