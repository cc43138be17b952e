package hash

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"fanout/processors/hash/kdf"
	"fanout/processors/hash/kdf/scheme"
)

// tuning returns options that fix the costs of these names.
func tuning(p kdf.Params, target time.Duration, fixed ...string) *TuneOptions {
	return &TuneOptions{
		Params: p, Target: target, Workers: 2, Memory: 64 << 30,
		Fixed: func(i int) bool {
			for _, name := range fixed {
				if p.Scheme.Costs[i].Name == name {
					return true
				}
			}
			return false
		},
	}
}

// machine returns what measures hashes on a machine that takes factor times as
// long as the reference, and counts the time.
func machine(factor float64, took *time.Duration) func(kdf.Params) (timing, error) {
	return func(p kdf.Params) (timing, error) {
		t := time.Duration(factor * float64(p.ReferenceTime()))
		*took += (1 + tuneSamples) * t
		return timing{t, t}, nil
	}
}

func TestTunedCostsTakeTheTimeOfTheTarget(t *testing.T) {
	for _, s := range kdf.Algorithms() {
		if len(s.Costs) == 0 {
			continue
		}
		for _, factor := range []float64{0.1, 1, 7} {
			for _, target := range []time.Duration{20 * time.Millisecond, 250 * time.Millisecond, 10 * time.Second} {
				took := time.Duration(0)
				got, err := tune(tuning(s.Default(), target), machine(factor, &took))
				if err != nil {
					t.Fatal(err)
				}
				least := 0.9
				if g := s.Costs[0].Growth; g == scheme.Exponential || g == scheme.Doubling || got.Limited {
					least = 0.45
				}
				if got.Time > target || float64(got.Time) < least*float64(target) || got.Above || got.Disturbed || got.Params.Check() != nil {
					t.Errorf("%s, %v times the reference: %v (%v) for %v", s.Name, factor, got.Params, got.Time, target)
				}
				if took > 20*target {
					t.Errorf("%s: trials of %v for a target of %v", s.Name, took, target)
				}
				if want := time.Duration(factor * float64(s.Default().ReferenceTime())); got.Default.Round(time.Millisecond) != want.Round(time.Millisecond) {
					t.Errorf("%s: %v for the default costs, want %v", s.Name, got.Default, want)
				}
			}
		}
	}
}

// The next cost of bcrypt and the next power of two of scrypt would exceed the
// target.
func TestTunedCostsAreTheHighest(t *testing.T) {
	for _, name := range []string{"bcrypt", "scrypt"} {
		took := time.Duration(0)
		got, err := tune(tuning(params(name), 300*time.Millisecond), machine(1, &took))
		if err != nil || 2*got.Time <= 300*time.Millisecond {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// Where memory ends, Argon2 takes more passes and scrypt more parts.
func TestTunedMemoryStaysWithinEachWorkersPart(t *testing.T) {
	for name, other := range map[string]int{"argon2id": 1, "scrypt": 2} {
		opt := tuning(params(name), 5*time.Second)
		opt.Memory = 128 << 20
		took := time.Duration(0)
		got, err := tune(opt, machine(1, &took))
		if err != nil {
			t.Fatal(err)
		}
		a, ok := allocate(got.Params, opt.Workers, opt.Memory)
		if !ok || a.Workers != opt.Workers || !got.Limited || got.Memory > opt.Memory/2 || got.Params.Costs[other] < 2 {
			t.Errorf("%s: %+v on %+v", name, got, a)
		}
		if got.Params.Memory() < 16<<20 {
			t.Errorf("%s uses no more than %d bytes", name, got.Params.Memory())
		}
	}
}

func TestFixedCostsStay(t *testing.T) {
	took := time.Duration(0)
	got, err := tune(tuning(params("argon2id", 65536), time.Second, "memory_kib"), machine(1, &took))
	if err != nil || got.Params.Costs[0] != 65536 || got.Params.Costs[1] < 20 || got.Limited {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err = tune(tuning(params("bcrypt"), time.Second, "cost"), machine(1, &took)); !errors.Is(err, ErrNothingToTune) {
		t.Error(err)
	}
}

func TestATargetThatNothingMeetsIsSaid(t *testing.T) {
	took := time.Duration(0)
	got, err := tune(tuning(params("bcrypt"), MinTarget), machine(100, &took))
	if err != nil || !got.Above || got.Params.Costs[0] != 4 || got.Time != 100*got.Params.ReferenceTime() {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestTuningNeedsMemoryForTheLowestCosts(t *testing.T) {
	opt := tuning(params("argon2id", 1<<20), time.Second, "memory_kib")
	opt.Memory = 1 << 30
	var none *MemoryError
	if _, err := tune(opt, nil); !errors.As(err, &none) || none.Limit != opt.Memory || none.Needs < 2<<30 {
		t.Error(err)
	}
}

// A machine whose times scatter still gets costs at or below the target.
func TestTuningBearsNoise(t *testing.T) {
	n := 0
	got, err := tune(tuning(params("pbkdf2-sha512"), time.Second), func(p kdf.Params) (timing, error) {
		n++
		t := float64(p.ReferenceTime())
		return timing{time.Duration((1 + 0.6*math.Sin(float64(n))) * t), time.Duration(0.4 * t)}, nil
	})
	if err != nil || !got.Disturbed || got.Time > time.Second || n > 1+tuneSteps {
		t.Errorf("%+v, %v after %d steps", got, err, n)
	}
}

// Where the memory of a hash leaves a cache, its time jumps.
func TestTuningBearsCaches(t *testing.T) {
	const target = 20 * time.Millisecond
	for edge, most := range map[int]time.Duration{ // in KiB
		1 << 10: target, 8 << 10: target, 30 << 10: 3686 * time.Microsecond, 60 << 10: 7372 * time.Microsecond,
	} {
		got, err := tune(tuning(params("argon2id"), target), func(p kdf.Params) (timing, error) {
			factor := 0.2
			if p.Costs[0] > edge {
				factor = 1.3
			}
			t := time.Duration(factor * float64(p.ReferenceTime()))
			return timing{t, t}, nil
		})
		if err != nil || got.Time > most || float64(got.Time) < 0.75*float64(most) {
			t.Errorf("edge at %d KiB: %+v, %v", edge, got, err)
		}
	}
}

func TestTuningMeasuresHashes(t *testing.T) {
	opt := tuning(params("pbkdf2-sha256"), MinTarget)
	got, err := Tune(t.Context(), opt)
	if err != nil || got.Time <= 0 || got.Params.Check() != nil {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestTuningEndsWithItsContext(t *testing.T) {
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	if _, err := Tune(ctx, tuning(params("argon2id"), time.Second)); err != cause {
		t.Error(err)
	}
}

func TestTunedCostsAreRound(t *testing.T) {
	f := newFitter(tuning(params("pbkdf2-sha512"), time.Second))
	for limit, want := range map[float64]int{500 * 1234567: 1230000, 500 * 999: 999, 500: 1, 0: 1} {
		if got := f.fit(limit).Costs[0]; got != want {
			t.Errorf("%v ns: %d, want %d", limit, got, want)
		}
	}
	f = newFitter(tuning(params("argon2id"), time.Second))
	if got := f.fit(600 * 123456).Costs[0]; got != 122880 {
		t.Error(got)
	}
}
