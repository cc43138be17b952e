package pool

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

var errInterrupt = errors.New("interrupted")

// cancelAfter returns a context that is cancelled for errInterrupt after d.
func cancelAfter(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithCancelCause(t.Context())
	timer := time.AfterFunc(d, func() { cancel(errInterrupt) })
	t.Cleanup(func() { timer.Stop(); cancel(nil) })
	return ctx
}

func TestCancelMergesWhatWasStartedAndStartsNothingMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var started atomic.Int64
		var got []int
		stats, err := Run(cancelAfter(t, 2500*time.Millisecond), Options{Workers: 3}, &fakeJob[int, int]{
			chunks: count(1 << 30),
			work: func(_ context.Context, c int) (int, error) {
				started.Add(1)
				time.Sleep(time.Second)
				return c, nil
			},
			merge: collect(&got),
		})
		if err != errInterrupt {
			t.Fatalf("error %v, want the cause of the cancellation", err)
		}
		checkCount(t, got, 9) // three at a time; the last three were at work when it came
		if n := started.Load(); n != 9 {
			t.Errorf("%d chunks started, want 9", n)
		}
		if stats.Elapsed != 3*time.Second {
			t.Errorf("took %v, want 3s", stats.Elapsed)
		}
	})
}

func TestCancelMergesResultsHeldUpByASlowChunk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got []int
		_, err := Run(cancelAfter(t, 5500*time.Millisecond), Options{Workers: 2}, &fakeJob[int, int]{
			chunks: count(1 << 30),
			work: func(_ context.Context, c int) (int, error) {
				if c == 0 {
					time.Sleep(10 * time.Second)
				} else {
					time.Sleep(time.Second)
				}
				return c, nil
			},
			merge: collect(&got),
		})
		if err != errInterrupt {
			t.Fatal(err)
		}
		checkCount(t, got, 7) // 1 to 6 were done long before 0
	})
}

func TestWorkerErrorAfterCancelIsReportedAsTheCause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got []int
		_, err := Run(cancelAfter(t, 1500*time.Millisecond), Options{Workers: 2}, &fakeJob[int, int]{
			chunks: count(1 << 30),
			work: func(ctx context.Context, c int) (int, error) {
				select {
				case <-ctx.Done():
					return 0, errors.New("signal: killed") // as from a child process
				case <-time.After(time.Second):
					return c, nil
				}
			},
			merge: collect(&got),
		})
		if err != errInterrupt {
			t.Fatalf("error %v, want the cause of the cancellation", err)
		}
		checkCount(t, got, 2)
	})
}

func TestWorkerErrorBeforeCancelIsNotMaskedByIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bad := errors.New("disk full")
		_, err := Run(cancelAfter(t, 2*time.Second), Options{Workers: 2}, &fakeJob[int, int]{
			chunks: count(1 << 30),
			work: func(_ context.Context, c int) (int, error) {
				if c == 0 {
					time.Sleep(3 * time.Second) // when the merge loop sees the error, ctx is done
					return c, nil
				}
				time.Sleep(time.Second)
				return 0, bad
			},
		})
		if err != bad {
			t.Fatalf("error %v, want the one that came first", err)
		}
	})
}

func TestMergeErrorAfterCancelIsReported(t *testing.T) {
	bad := errors.New("disk full")
	for _, tt := range []struct {
		name     string
		mergeErr func(context.Context) error
		want     error
	}{
		{"its own", func(context.Context) error { return bad }, bad},
		{"the cancellation", func(ctx context.Context) error { return fmt.Errorf("write: %w", ctx.Err()) }, errInterrupt},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx := cancelAfter(t, time.Second)
				_, err := Run(ctx, Options{Workers: 2}, &fakeJob[int, int]{
					chunks: count(1 << 30),
					work: func(_ context.Context, c int) (int, error) {
						time.Sleep(2 * time.Second)
						return c, nil
					},
					merge: func(int) error { return tt.mergeErr(ctx) },
				})
				if err != tt.want {
					t.Fatalf("error %v, want %v", err, tt.want)
				}
			})
		})
	}
}

func TestCancelAfterTheLastChunkStartedDoesNotSpoilACompleteRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got []int
		_, err := Run(cancelAfter(t, time.Second), Options{Workers: 5}, &fakeJob[int, int]{
			chunks: count(5),
			work: func(_ context.Context, c int) (int, error) {
				time.Sleep(2 * time.Second)
				return c, nil
			},
			merge: collect(&got),
		})
		if err != nil {
			t.Fatal(err)
		}
		checkCount(t, got, 5)
	})
}

func TestSourceThatEndsQuietlyOnCancelIsNotTakenForComplete(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := cancelAfter(t, time.Second)
		_, err := Run(ctx, Options{Workers: 2}, &fakeJob[int, int]{
			chunks: func(yield func(int, error) bool) {
				if yield(0, nil) {
					<-ctx.Done()
				}
			},
			work: same,
		})
		if err != errInterrupt {
			t.Fatalf("error %v, want the cause of the cancellation", err)
		}
	})
}

func TestCancelDoesNotWaitForASourceStuckInARead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan bool)
		defer close(release)
		var got []int
		_, err := Run(cancelAfter(t, time.Second), Options{Workers: 2}, &fakeJob[int, int]{
			chunks: func(yield func(int, error) bool) {
				if yield(0, nil) && yield(1, nil) {
					<-release
				}
			},
			work:  same,
			merge: collect(&got),
		})
		if err != errInterrupt {
			t.Fatal(err)
		}
		checkCount(t, got, 2)
	})
}

func TestCancelReleasesASourceWaitingForWindowOrBudget(t *testing.T) {
	for _, opt := range []Options{{Workers: 1, Window: 1}, {Workers: 2, Budget: 1}, {Workers: 1}} {
		synctest.Test(t, func(t *testing.T) {
			ended := false
			_, err := Run(cancelAfter(t, time.Second), opt, &fakeJob[heavy, int]{
				chunks: func(yield func(heavy, error) bool) {
					defer func() { ended = true }()
					for yield(heavy{weight: 1}, nil) {
					}
				},
				work: func(context.Context, heavy) (int, error) {
					time.Sleep(2 * time.Second)
					return 0, nil
				},
			})
			if err != errInterrupt {
				t.Fatal(err)
			}
			synctest.Wait()
			if !ended {
				t.Errorf("%+v: the source still waits", opt)
			}
		})
	}
}

func TestNoChunkStartsOnceCancelHasReturned(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	var got []int
	_, err := Run(ctx, Options{Workers: 1}, &fakeJob[int, int]{
		chunks: count(1 << 30),
		work: func(_ context.Context, c int) (int, error) {
			if c == 10 {
				cancel(errInterrupt)
			}
			return c, nil
		},
		merge: collect(&got),
	})
	if err != errInterrupt {
		t.Fatal(err)
	}
	checkCount(t, got, 11)
}

func TestCancelledContextStartsNothing(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errInterrupt)
	_, err := Run(ctx, Options{Workers: 2}, &fakeJob[int, int]{
		chunks: func(func(int, error) bool) { t.Error("the source was read") },
	})
	if err != errInterrupt {
		t.Fatal(err)
	}
}

func TestCancelLeavesWorkersBehindThatDoNotEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan bool)
		defer close(release)
		var got []int
		stats, err := Run(cancelAfter(t, 10*time.Second), Options{Workers: 2, Patience: 3 * time.Second}, &fakeJob[int, int]{
			chunks: count(1 << 30),
			work: func(_ context.Context, c int) (int, error) {
				switch c {
				case 4:
					<-release
				case 5:
					time.Sleep(10 * time.Second) // ends in time, but stands behind 4
				default:
					time.Sleep(time.Second)
				}
				return c, nil
			},
			merge: collect(&got),
		})
		if err != errInterrupt || stats.Elapsed != 13*time.Second {
			t.Errorf("%v after %v", err, stats.Elapsed)
		}
		checkCount(t, got, 4)
		for i, w := range stats.Workers {
			if sum := w.Busy + w.WaitInput + w.WaitMerge + w.WaitMemory; sum != stats.Elapsed {
				t.Errorf("worker %d: %+v adds up to %v", i, w, sum)
			}
		}
	})
}

func TestCancelMergesWhatEndsWithinThePatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got []int
		stats, err := Run(cancelAfter(t, 2500*time.Millisecond), Options{Workers: 3, Patience: time.Minute}, &fakeJob[int, int]{
			chunks: count(1 << 30),
			work: func(_ context.Context, c int) (int, error) {
				time.Sleep(time.Second)
				return c, nil
			},
			merge: collect(&got),
		})
		if err != errInterrupt || stats.Elapsed != 3*time.Second {
			t.Errorf("%v after %v", err, stats.Elapsed)
		}
		checkCount(t, got, 9)
	})
}

// The run has failed and waits for a worker when the cancellation comes.
func TestCancelEndsTheWaitForWorkersOfARunThatFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan bool)
		defer close(release)
		bad := errors.New("disk full")
		stats, err := Run(cancelAfter(t, 10*time.Second), Options{Workers: 2, Patience: time.Second}, &fakeJob[int, int]{
			chunks: count(1 << 30),
			work: func(_ context.Context, c int) (int, error) {
				if c == 0 {
					time.Sleep(time.Second)
					return 0, bad
				}
				<-release
				return c, nil
			},
		})
		if err != bad || stats.Elapsed != 11*time.Second {
			t.Errorf("%v after %v", err, stats.Elapsed)
		}
	})
}

// A parcel is a chunk that notes what becomes of it.
type parcel struct {
	seq     int
	dropped *atomic.Int64 // a bit for each
}

func (p parcel) Drop() { p.dropped.Add(1 << p.seq) }

func TestChunksThatNoWorkerGetsAreDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var dropped, worked atomic.Int64
		_, err := Run(cancelAfter(t, time.Second), Options{Workers: 2}, &fakeJob[parcel, int]{
			chunks: func(yield func(parcel, error) bool) {
				for i := range 60 {
					if !yield(parcel{i, &dropped}, nil) {
						return
					}
				}
			},
			work: func(_ context.Context, p parcel) (int, error) {
				worked.Add(1 << p.seq)
				time.Sleep(time.Minute)
				return 0, nil
			},
		})
		synctest.Wait()
		// Two at work, one ahead for each, and the one that the feeder had.
		if err != errInterrupt || worked.Load() != 0b11 || dropped.Load() != 0b11100 {
			t.Errorf("%v: %b worked on, %b dropped", err, worked.Load(), dropped.Load())
		}
	})
}
