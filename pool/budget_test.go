package pool

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A load is a chunk of a given weight whose Worker takes a given time and
// leaves a result of a given weight.
type load struct {
	chunk, result int64
	takes         time.Duration
}

func (l load) Weight() int64 { return l.chunk }

type loadResult struct {
	seq    int
	weight int64
}

func (r loadResult) Weight() int64 { return r.weight }

type seqLoad struct {
	load
	seq int
}

// A loadWatch checks from inside the Workers that chunks start in order and, if
// no result outweighs its chunk, that the weights in flight never exceed the
// budget.
type loadWatch struct {
	t         *testing.T
	budget    int64
	overdrawn bool // a result outweighs its chunk

	mu      sync.Mutex
	started []bool
	held    int64 // true weights, those above the budget excepted
}

func (w *loadWatch) hold(bytes int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.held += bytes
	if w.held > w.budget && !w.overdrawn {
		w.t.Errorf("%d bytes held, budget %d", w.held, w.budget)
	}
}

// work is the Worker.
func (w *loadWatch) work(_ context.Context, c seqLoad) (loadResult, error) {
	w.mu.Lock()
	w.started[c.seq] = true
	w.mu.Unlock()
	counted := min(c.chunk, w.budget)
	w.hold(counted)
	time.Sleep(c.takes)
	w.hold(c.result - counted)
	return loadResult{c.seq, c.result}, nil
}

// checkStarted fails unless the chunks that have started are the first ones. It
// holds whenever all goroutines wait.
func (w *loadWatch) checkStarted() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := 1; i < len(w.started); i++ {
		if w.started[i] && !w.started[i-1] {
			w.t.Errorf("chunk %d started before chunk %d", i, i-1)
		}
	}
}

// runLoads runs loads under a loadWatch and checks that the results come in
// order. Under synctest a deadlock fails the test.
func runLoads(t *testing.T, opt Options, loads []load) Stats {
	t.Helper()
	watch := &loadWatch{t: t, budget: opt.Budget, started: make([]bool, len(loads))}
	chunks := make([]seqLoad, len(loads))
	for i, l := range loads {
		chunks[i] = seqLoad{l, i}
		watch.overdrawn = watch.overdrawn || l.result > min(l.chunk, opt.Budget)
	}

	done := make(chan bool)
	var stats Stats
	go func() {
		defer close(done)
		var err error
		var got []int
		stats, err = Run(t.Context(), opt, &fakeJob[seqLoad, loadResult]{
			chunks: chunksOf(chunks),
			work:   watch.work,
			merge: func(r loadResult) error {
				got = append(got, r.seq)
				watch.hold(-r.weight)
				return nil
			},
		})
		if err != nil {
			t.Error(err)
		}
		checkCountAny(t, got, len(loads))
	}()
	for {
		synctest.Wait()
		watch.checkStarted()
		select {
		case <-done:
			if stats.PeakWeight > opt.Budget && !watch.overdrawn {
				t.Errorf("peak weight %d, budget %d", stats.PeakWeight, opt.Budget)
			}
			return stats
		case <-time.After(time.Second):
		}
	}
}

// checkCountAny is checkCount for goroutines other than the test's.
func checkCountAny(t *testing.T, got []int, n int) {
	t.Helper()
	if len(got) != n {
		t.Errorf("%d results merged, want %d", len(got), n)
	}
	for i, v := range got {
		if v != i {
			t.Errorf("result %d in place %d", v, i)
			return
		}
	}
}

func TestBudgetNeverDeadlocks(t *testing.T) {
	repeat := func(n int, l load) []load {
		s := make([]load, n)
		for i := range s {
			s[i] = l
		}
		return s
	}
	light := load{10, 10, time.Second}
	for _, tt := range []struct {
		name  string
		loads []load
	}{
		{"first is slow and heavy, later results hold the rest",
			append([]load{{60, 60, time.Hour}}, repeat(100, light)...)},
		{"first is slow and holds all",
			append([]load{{100, 1, time.Hour}}, repeat(20, light)...)},
		{"heavy ones in the middle",
			append(append(repeat(20, light), repeat(3, load{100, 100, time.Minute})...), repeat(20, light)...)},
		{"heavier than the budget in the middle",
			append(append(repeat(20, light), load{1000, 100, time.Minute}), repeat(20, light)...)},
		{"all heavier than the budget",
			repeat(10, load{101, 50, time.Second})},
		{"results outweigh their chunks",
			append([]load{{10, 500, time.Minute}}, repeat(20, load{1, 90, time.Second})...)},
		{"results outweigh the budget",
			repeat(20, load{5, 1000, time.Second})},
		{"absurd weights",
			repeat(20, load{1 << 62, 1 << 62, time.Second})},
		{"weightless between heavy ones",
			[]load{{100, 100, time.Second}, {0, 0, time.Second}, {100, 0, time.Second}, {0, 100, 0}, {100, 100, 0}}},
		{"negative weights count as none",
			repeat(5, load{-50, -50, time.Second})},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, workers := range []int{1, 4, 16} {
				for _, window := range []int{0, 1, 3} {
					synctest.Test(t, func(t *testing.T) {
						runLoads(t, Options{Workers: workers, Window: window, Budget: 100}, tt.loads)
					})
				}
			}
		})
	}
}

func TestBudgetHoldsUnderRandomWeights(t *testing.T) {
	for seed := range uint64(100) {
		synctest.Test(t, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(seed, 2))
			opt := Options{Workers: 1 + rnd.IntN(8), Window: rnd.IntN(30), Budget: 1 + rnd.Int64N(200)}
			heavier := rnd.IntN(4) == 0 // results above their chunks in a quarter of the cases
			loads := make([]load, 60)
			for i := range loads {
				l := &loads[i]
				l.chunk = rnd.Int64N(1 + rnd.Int64N(2*opt.Budget))
				l.result = rnd.Int64N(1 + min(l.chunk, opt.Budget))
				if heavier {
					l.result = rnd.Int64N(3 * opt.Budget)
				}
				l.takes = time.Duration(rnd.IntN(5)*rnd.IntN(5)) * 300 * time.Millisecond
			}
			runLoads(t, opt, loads)
			if t.Failed() {
				t.Fatalf("seed %d: %+v", seed, opt)
			}
		})
	}
}

func TestWeightFallsToTheResultsWhenTheWorkIsDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		loads := []load{{10, 10, 10 * time.Second}}
		for range 9 {
			loads = append(loads, load{90, 1, time.Second})
		}
		stats := runLoads(t, Options{Workers: 4, Budget: 100}, loads)
		// A result of 1 byte waits behind the slow chunk of 10, so the next 90
		// do not fit until that one is merged.
		if stats.Elapsed != 18*time.Second || stats.PeakWeight != 100 {
			t.Errorf("took %v with a peak of %d, want 18s and 100", stats.Elapsed, stats.PeakWeight)
		}
		// Those of 80 do, one after the other, as the 80 fall to 1 each time.
		for i := range loads[1:] {
			loads[i+1].chunk = 80
		}
		stats = runLoads(t, Options{Workers: 4, Budget: 100}, loads)
		if stats.Elapsed != 10*time.Second || stats.PeakWeight != 98 {
			t.Errorf("took %v with a peak of %d, want 10s and 98", stats.Elapsed, stats.PeakWeight)
		}
	})
}

func TestChunkAboveTheBudgetRunsAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		second := load{1, 1, time.Second}
		stats := runLoads(t, Options{Workers: 8, Budget: 100},
			[]load{second, second, {1000, 0, time.Second}, second, second})
		if stats.Elapsed != 3*time.Second {
			t.Errorf("took %v, want 3s: two, then one alone, then two", stats.Elapsed)
		}
		if stats.PeakWeight != 100 {
			t.Errorf("peak weight %d, want 100", stats.PeakWeight)
		}
	})
}

func TestLightChunkDoesNotOvertakeAHeavyOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stats := runLoads(t, Options{Workers: 8, Budget: 100}, []load{
			{60, 0, 10 * time.Second},
			{60, 0, time.Second},
			{1, 0, 10 * time.Second}, // would fit at once, and end at 10 s
		})
		if stats.Elapsed != 20*time.Second {
			t.Errorf("took %v, want 20s", stats.Elapsed)
		}
	})
}

func TestNoBudgetMeansNoBoundButAPeak(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got []loadResult
		stats, err := Run(t.Context(), Options{Workers: 3}, &fakeJob[load, loadResult]{
			chunks: chunksOf([]load{{1 << 40, 0, 0}, {1 << 40, 0, 0}, {1 << 40, 0, 0}}),
			work: func(context.Context, load) (loadResult, error) {
				time.Sleep(time.Second)
				return loadResult{}, nil
			},
			merge: collect(&got),
		})
		if err != nil || len(got) != 3 || stats.PeakWeight != 3<<40 {
			t.Fatal(err, got, stats.PeakWeight)
		}
	})
}

type pointerWeighted struct{ w int64 }

func (p *pointerWeighted) Weight() int64 { return p.w }

func TestWeightIsFoundWhateverTheTypeOfTheChunk(t *testing.T) {
	check := func(kind string, got, want int64) {
		t.Helper()
		if got != want {
			t.Errorf("%s: weight %d, want %d", kind, got, want)
		}
	}
	v := heavy{weight: 7}
	check("value", weigher[heavy]()(&v), 7)
	pv := &v
	check("pointer to a value", weigher[*heavy]()(&pv), 7)
	p := &pointerWeighted{8}
	check("pointer", weigher[*pointerWeighted]()(&p), 8)
	check("value with a pointer method", weigher[pointerWeighted]()(p), 8)
	var a any = v
	check("interface", weigher[any]()(&a), 7)
	a = "light"
	check("interface without Weight", weigher[any]()(&a), 0)
	a = nil
	check("nil interface", weigher[any]()(&a), 0)
	var w Weighted = p
	check("Weighted itself", weigher[Weighted]()(&w), 8)
	s := "text"
	check("no Weight", weigher[string]()(&s), 0)
	v.weight = -1
	check("negative", weigher[heavy]()(&v), 0)
	v.weight = 1<<63 - 1
	check("absurd", weigher[heavy]()(&v), maxWeight)
}
