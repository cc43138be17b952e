package hash

import (
	"context"
	"runtime"
	"testing"
	"time"

	"fanout/processors/hash/kdf"
)

// single is a single worker that hashes one password at a time.
var single = Allocation{Workers: 1, Lanes: 1}

func TestEstimateCountsBatches(t *testing.T) {
	p := params("pbkdf2-sha512")
	for rows, batches := range map[int64]time.Duration{1: 1, 16: 1, 17: 2} {
		if got := estimate(t.Context(), p, rows, Allocation{Workers: 1, Lanes: 16}); got != batches*p.ReferenceTime() {
			t.Errorf("%d rows: %v, want %d times %v", rows, got, batches, p.ReferenceTime())
		}
	}
}

func TestEstimateGoesByTheParametersWhereTrialsWouldTakeTooLong(t *testing.T) {
	p := params("pbkdf2-sha512")
	if got := estimate(t.Context(), p, 1, single); got != p.ReferenceTime() {
		t.Errorf("%v, want %v", got, p.ReferenceTime())
	}
}

func TestEstimateTriesWhatIsFast(t *testing.T) {
	p := params("pbkdf2-sha256", 1000)
	if got := estimate(t.Context(), p, 1e6, single); got < time.Millisecond || got > 10_000*time.Hour {
		t.Errorf("a million rows of a quarter millisecond: %v", got)
	}
}

func TestTrialsAreCheaperAndOfTheSameKind(t *testing.T) {
	for _, s := range kdf.Algorithms() {
		p := s.Default()
		q := p.Cheaper(trialWork)
		if q.Check() != nil || q.Memory() != p.Memory() || q.ReferenceTime() > p.ReferenceTime() {
			t.Errorf("%+v was made %+v", p, q)
		}
		if len(s.Costs) == 1 && q.ReferenceTime() > trialWork {
			t.Errorf("%+v still takes %v", q, q.ReferenceTime())
		}
	}
}

func TestEstimateDoesNotOverflow(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p := params("bcrypt", 31)
	if got := estimate(ctx, p, 1<<40, single); got < 1000*time.Hour {
		t.Error(got)
	}
}

func TestEstimateOfSeveralGroupsIsTheirSum(t *testing.T) {
	cpus := time.Duration(min(2, runtime.GOMAXPROCS(0)))
	a, b := params("pbkdf2-sha512"), params("pbkdf2-sha256")
	one := func(kdf.Params) int { return 1 }
	got := estimateGroups(cancelled(t), map[kdf.Params]int64{a: 40, b: 80}, 2, one)
	want := (40*a.ReferenceTime() + 80*b.ReferenceTime()) / cpus
	if got.Round(time.Millisecond) != want.Round(time.Millisecond) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestEstimateIsNotShorterThanTheLongestHash(t *testing.T) {
	short, long := params("bcrypt", 4), params("bcrypt", 20)
	one := func(kdf.Params) int { return 1 }
	got := estimateGroups(cancelled(t), map[kdf.Params]int64{short: 1, long: 1}, 64, one)
	if got < long.ReferenceTime() {
		t.Errorf("%v, though one hash takes %v", got, long.ReferenceTime())
	}
}

func TestEstimateOfNothingIsNothing(t *testing.T) {
	if got := estimateGroups(t.Context(), nil, 2, nil); got != 0 {
		t.Error(got)
	}
}

// Ten thousand sets of costs are not tried one by one.
func TestEstimateTriesWithinABudget(t *testing.T) {
	e := newEstimator(1)
	rows := map[kdf.Params]int64{}
	for i := range 1000 {
		rows[params("argon2id", 64+i, 1, 1)] = 1
	}
	budget := float64(5 * time.Millisecond)
	for _, g := range e.groups(rows, func(kdf.Params) int { return 1 }) {
		e.factor(t.Context(), g, &budget)
	}
	if n := len(e.tried); n == 0 || n == len(rows) {
		t.Errorf("%d of %d were tried", n, len(rows))
	}
}

// cancelled returns a context that lets nothing be tried.
func cancelled(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}
