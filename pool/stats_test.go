package pool

import (
	"context"
	"errors"
	"math"
	"reflect"
	"runtime"
	"testing"
	"testing/synctest"
	"time"
)

// timed describes a run in which every step takes a fixed time.
type timed struct {
	opt                Options
	chunks             int
	read, work, merge  time.Duration // a chunk each
	weight             int64         // of a chunk; results have none
	busy, input        time.Duration // expected sums over the workers
	mergeWait, memory  time.Duration
	elapsed            time.Duration
	limitedBy          string
	panicAt, goexitAt  int // chunk numbers, 0: none
	firstChunkTakes    time.Duration
	sourceEndsItselfAt time.Duration // extra time in Chunks after the last chunk
}

func TestWaitsAreSplitByWhatHeldUpTheSource(t *testing.T) {
	const s = time.Second
	for name, tt := range map[string]timed{
		"workers": {
			// A chunk is always ready but at the start.
			opt: Options{Workers: 2}, chunks: 10, work: s,
			busy: 10 * s, elapsed: 5 * s, limitedBy: "workers",
		},
		"input": {
			// Each chunk comes 2 s after the one before and takes 1 s.
			opt: Options{Workers: 1}, chunks: 3, read: 2 * s, work: s,
			busy: 3 * s, input: 4 * s, elapsed: 7 * s, limitedBy: "input",
		},
		"merge": {
			// One at a time: 1 s of work, 3 s of Merge, also at the end, when
			// there is no input left to blame.
			opt: Options{Workers: 1, Window: 1}, chunks: 3, work: s, merge: 3 * s,
			busy: 3 * s, mergeWait: 9 * s, elapsed: 12 * s, limitedBy: "merge",
		},
		"merge with a wide window": {
			// All is worked off in 2 s, then the writer needs 11 s more.
			opt: Options{Workers: 2}, chunks: 4, work: s, merge: 3 * s,
			busy: 4 * s, mergeWait: 22 * s, elapsed: 13 * s, limitedBy: "merge",
		},
		"memory": {
			// Only one fits at a time, so one of two workers waits; during the
			// last chunk there is nothing more to admit.
			opt: Options{Workers: 2, Budget: 10}, chunks: 4, work: 2 * s, weight: 10,
			busy: 8 * s, memory: 6 * s, input: 2 * s, elapsed: 8 * s, limitedBy: "workers",
		},
		"memory, many workers": {
			opt: Options{Workers: 8, Budget: 10}, chunks: 4, work: 2 * s, weight: 10,
			busy: 8 * s, memory: 42 * s, input: 14 * s, elapsed: 8 * s, limitedBy: "memory",
		},
		"tail": {
			// The source has ended, another worker is busy: no more input.
			opt: Options{Workers: 2}, chunks: 2, work: s, firstChunkTakes: 5 * s,
			busy: 6 * s, input: 4 * s, elapsed: 5 * s, limitedBy: "workers",
		},
		"source slow to end": {
			opt: Options{Workers: 2}, chunks: 2, work: s, sourceEndsItselfAt: 10 * s,
			busy: 2 * s, input: 18 * s, elapsed: 10 * s, limitedBy: "input",
		},
		"source ends during the last merges": {
			// Busy for 1 s, waiting for the source to end for 1 s, then for the
			// writer.
			opt: Options{Workers: 2}, chunks: 2, work: s, merge: 3 * s, sourceEndsItselfAt: 2 * s,
			busy: 2 * s, input: 2 * s, mergeWait: 10 * s, elapsed: 7 * s, limitedBy: "merge",
		},
		"window full behind a slow chunk": {
			// 0 takes 10 s; 1 and 2 are done after 2 s, then the window is
			// full. From 10 s on, chunk 3 is at work and the other has no input
			// left.
			opt: Options{Workers: 2, Window: 3}, chunks: 4, work: s, firstChunkTakes: 10 * s,
			busy: 13 * s, mergeWait: 8 * s, input: s, elapsed: 11 * s, limitedBy: "workers",
		},
		"panics and goexits": {
			opt: Options{Workers: 1}, chunks: 5, work: s, panicAt: 2, goexitAt: 3,
			busy: 5 * s, elapsed: 5 * s, limitedBy: "workers",
		},
		"nothing to do": {
			opt: Options{Workers: 3}, sourceEndsItselfAt: s,
			input: 3 * s, elapsed: s, limitedBy: "input",
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { checkTimed(t, tt) })
		})
	}
}

func checkTimed(t *testing.T, tt timed) {
	var seen recorder
	tt.opt.Observer = &seen
	stats, err := Run(t.Context(), tt.opt, &fakeJob[seqLoad, int]{
		chunks: func(yield func(seqLoad, error) bool) {
			for i := range tt.chunks {
				time.Sleep(tt.read)
				if !yield(seqLoad{load{chunk: tt.weight}, i}, nil) {
					return
				}
			}
			time.Sleep(tt.sourceEndsItselfAt)
		},
		work: func(_ context.Context, c seqLoad) (int, error) {
			if c.seq == 0 && tt.firstChunkTakes > 0 {
				time.Sleep(tt.firstChunkTakes)
			} else {
				time.Sleep(tt.work)
			}
			if c.seq > 0 && c.seq == tt.panicAt {
				panic("x")
			}
			if c.seq > 0 && c.seq == tt.goexitAt {
				runtime.Goexit()
			}
			return c.seq, nil
		},
		recovered: func(c seqLoad, _ *PanicError) int { return c.seq },
		merge:     func(int) error { time.Sleep(tt.merge); return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	checkAddsUp(t, stats)
	seen.check(t, stats)
	var sum WorkerStats
	for _, w := range stats.Workers {
		sum.Busy += w.Busy
		sum.WaitInput += w.WaitInput
		sum.WaitMerge += w.WaitMerge
		sum.WaitMemory += w.WaitMemory
	}
	want := WorkerStats{Busy: tt.busy, WaitInput: tt.input, WaitMerge: tt.mergeWait, WaitMemory: tt.memory}
	if sum != want || stats.Elapsed != tt.elapsed {
		t.Errorf("elapsed %v, sums %+v\nwant    %v,      %+v", stats.Elapsed, sum, tt.elapsed, want)
	}
	if stats.Items() != tt.chunks {
		t.Errorf("%d items, want %d", stats.Items(), tt.chunks)
	}
	if got := stats.LimitedBy(); got != tt.limitedBy {
		t.Errorf("limited by %s, want %s", got, tt.limitedBy)
	}
}

func TestWaitChangesItsCauseWhileTheSourceIsHeld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const s = time.Second
		stats := runLoads(t, Options{Workers: 3, Window: 2, Budget: 10}, []load{
			{8, 0, 2 * s},  // merged at 2 s: until then the window is full
			{2, 0, 5 * s},  // until 5 s the next does not fit beside it
			{10, 0, 1 * s}, // one worker does this, the others have no more input
		})
		checkAddsUp(t, stats)
		var merge, memory, input time.Duration
		for _, w := range stats.Workers {
			merge += w.WaitMerge
			memory += w.WaitMemory
			input += w.WaitInput
		}
		if merge != 2*s || memory != 6*s || input != 2*s {
			t.Errorf("merge %v, memory %v, input %v, want 2s, 6s, 2s", merge, memory, input)
		}
	})
}

// checkAddsUp fails unless each worker's times add up to the run's.
func checkAddsUp(t *testing.T, s Stats) {
	t.Helper()
	for i, w := range s.Workers {
		if sum := w.Busy + w.WaitInput + w.WaitMerge + w.WaitMemory; sum != s.Elapsed {
			t.Errorf("worker %d: %+v adds up to %v of %v", i, w, sum, s.Elapsed)
		}
		if min(w.Busy, w.WaitInput, w.WaitMerge, w.WaitMemory) < 0 {
			t.Errorf("worker %d: negative time in %+v", i, w)
		}
	}
}

func TestStatsAddUpAfterAFailureAndACancel(t *testing.T) {
	bad := errors.New("disk full")
	for _, workers := range []int{1, 2, 7} {
		synctest.Test(t, func(t *testing.T) {
			work := func(ctx context.Context, c int) (int, error) {
				time.Sleep(time.Duration(c%5) * time.Second)
				if c == 20 {
					return 0, bad
				}
				return c, nil
			}
			stats, err := Run(t.Context(), Options{Workers: workers}, &fakeJob[int, int]{chunks: count(100), work: work})
			if err != bad {
				t.Fatal(err)
			}
			checkAddsUp(t, stats)
			stats, err = Run(cancelAfter(t, 3500*time.Millisecond), Options{Workers: workers, Window: 2},
				&fakeJob[int, int]{chunks: count(100), work: work})
			if err != errInterrupt {
				t.Fatal(err)
			}
			checkAddsUp(t, stats)
		})
	}
}

func TestSharesAddUpToOne(t *testing.T) {
	s := Stats{Workers: []WorkerStats{
		{Busy: 3 * time.Second, WaitInput: time.Second},
		{WaitMerge: 2 * time.Second, WaitMemory: 2 * time.Second},
	}}
	want := Shares{Busy: 0.375, Input: 0.125, Merge: 0.25, Memory: 0.25}
	if got := s.Shares(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := s.LimitedBy(); got != "workers" {
		t.Errorf("limited by %q", got)
	}
	if got := (Stats{}).Shares(); got != (Shares{}) || math.IsNaN(got.Busy) {
		t.Errorf("shares of nothing: %+v", got)
	}
}

// A worker reads the clock before it takes the lock, so the cause may have
// changed in between.
func TestLedgerGoesForwardEvenIfReadLate(t *testing.T) {
	now := time.Now()
	l := ledger{since: now.Add(time.Second), past: causeTimes{5, 6, 7}}
	if got := l.at(now); got != l.past {
		t.Errorf("read %v, want %v", got, l.past)
	}
	if got := l.at(now.Add(3 * time.Second)); got[byInput] != 5+2*time.Second {
		t.Errorf("read %v", got)
	}
}

func TestStatsOfTwoRunsAddUp(t *testing.T) {
	a := Stats{Elapsed: 2, PeakWeight: 7, Workers: []WorkerStats{{Items: 1, Busy: 2}}}
	b := Stats{Elapsed: 3, PeakWeight: 5, Workers: []WorkerStats{{Items: 2, Panics: 1, WaitInput: 3}, {WaitMerge: 2, WaitMemory: 1}}}
	want := Stats{Elapsed: 5, PeakWeight: 7, Workers: []WorkerStats{
		{Items: 3, Panics: 1, Busy: 2, WaitInput: 3}, {WaitMerge: 2, WaitMemory: 1},
	}}
	for _, got := range []Stats{a.Add(b), b.Add(a)} {
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
}
