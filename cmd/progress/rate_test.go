package progress

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// begin returns an estimator at the start of a run with these totals.
func begin(items, bytes int64) (*estimator, *counts) {
	e, c := &estimator{}, &counts{items: items, bytes: bytes}
	e.sample(0, *c)
	return e, c
}

func near(t *testing.T, what string, got, want, share float64) {
	t.Helper()
	if math.Abs(got-want) > share*want {
		t.Errorf("%s is %.2f, want %.2f within %.0f %%", what, got, want, share*100)
	}
}

func TestRateSteady(t *testing.T) {
	e, c := begin(4800, 0)
	for tick := 1; tick <= 600; tick++ {
		at := time.Duration(tick) * samplePeriod
		c.done = int64(at.Seconds() * 42)
		e.sample(at, *c)
		if tick < 20 {
			continue
		}
		near(t, "rate", e.rate(false), 42, 0.06)
		left, ok := e.left(at)
		if want := (4800 - at.Seconds()*42) / 42; !ok || math.Abs(left.Seconds()-want) > max(1.6, want*0.12) {
			t.Fatalf("at %v: %v left, %v, want %.1f s", at, left, ok, want)
		}
	}
	near(t, "mean", e.mean(false, time.Minute), 42, 0.01)
}

// TestLeftIsComputedFromBytes runs small images first, then large ones that
// take a hundred times as long: by items the run would look nearly done.
func TestLeftIsComputedFromBytes(t *testing.T) {
	e, c := begin(1000, 900*100e3+100*10e6)
	at := time.Duration(0)
	for i := range 900 {
		at += 10 * time.Millisecond
		c.done, c.read = int64(i+1), c.read+100e3
		if i%10 == 9 {
			e.sample(at, *c)
		}
	}
	left, _ := e.left(at)
	near(t, "time left", left.Seconds(), 100, 0.12)
}

// TestLeftIsSteady runs items of very different sizes on four workers. The time
// left must be right and must not jump.
func TestLeftIsSteady(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	const n = 4000
	sizes := make([]float64, n)
	var total float64
	for i := range sizes {
		sizes[i] = 1e5 + 4e6*math.Exp(rnd.NormFloat64())
		total += sizes[i]
	}
	e, c := begin(n, int64(total))
	const speed = 20e6 // bytes a second and worker
	var free [4]float64
	ends := make([]float64, n)
	for i, size := range sizes {
		w := 0
		for k := range free {
			if free[k] < free[w] {
				w = k
			}
		}
		free[w] += size / speed
		ends[i] = free[w]
	}
	end := max(free[0], free[1], free[2], free[3])
	before, jumps := time.Duration(0), 0
	for tick := 1; ; tick++ {
		at := time.Duration(tick) * samplePeriod
		if at.Seconds() > end {
			break
		}
		c.done, c.read = 0, 0
		for i := range ends {
			if ends[i] <= at.Seconds() {
				c.done++
				c.read += int64(sizes[i])
			}
		}
		e.sample(at, *c)
		left, ok := e.left(at)
		if at < 10*time.Second || !ok {
			continue
		}
		if want := end - at.Seconds(); math.Abs(left.Seconds()-want) > max(2, 0.2*want) {
			t.Fatalf("at %v of %.0f s: %v left, want %.1f s", at, end, left, want)
		}
		if before > 0 && (left-before+samplePeriod).Abs() > time.Second {
			jumps++
		}
		before = left
	}
	if jumps > int(end/10) {
		t.Errorf("the time left jumped %d times in %.0f s", jumps, end)
	}
}

func TestSkippedItemsDoNotCount(t *testing.T) {
	e, c := begin(20000, 20000e6)
	at := samplePeriod
	c.skipped, c.read = 10000, 10000e6 // a resumed run
	e.sample(at, *c)
	if _, ok := e.left(2 * time.Second); ok {
		t.Error("time left known from skipped items")
	}
	for range 100 {
		at += samplePeriod
		c.done, c.read = c.done+2, c.read+2e6
		e.sample(at, *c)
	}
	near(t, "rate", e.rate(false), 20, 0.05)
	near(t, "rate in bytes", e.rate(true), 20e6, 0.05)
	left, _ := e.left(at)
	near(t, "time left", left.Seconds(), 9800/20, 0.15)
	near(t, "mean", e.mean(false, at), 20, 0.05)
}

func TestSlowItems(t *testing.T) {
	e, c := begin(100, 0)
	for tick := 1; tick <= 12000; tick++ { // 20 minutes, an item a minute
		at := time.Duration(tick) * samplePeriod
		c.done = int64(at / time.Minute)
		e.sample(at, *c)
		if at > 3*time.Minute {
			near(t, "rate a minute", e.rate(false)*60, 1, 0.05)
		}
	}
	left, _ := e.left(20 * time.Minute)
	near(t, "minutes left", left.Minutes(), 80, 0.12)
}

func TestRateFallsDuringAStall(t *testing.T) {
	e, c := begin(1000, 0)
	at := time.Duration(0)
	for range 200 {
		at += samplePeriod
		c.done++
		e.sample(at, *c)
	}
	running, _ := e.left(at)
	for range 600 {
		at += samplePeriod
		e.sample(at, *c)
	}
	if r := e.rate(false); r > 2 {
		t.Errorf("rate %.1f after a minute without work, was 10", r)
	}
	if left, _ := e.left(at); left < 2*running {
		t.Errorf("%v left after a minute without work, was %v", left, running)
	}
}
