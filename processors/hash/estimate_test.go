package hash

import (
	"context"
	"testing"
	"time"

	"fanout/processors/hash/kdf"
)

// one is a single worker that hashes one password at a time.
var one = Share{Workers: 1, Lanes: 1}

func TestEstimateCountsBatches(t *testing.T) {
	p := kdf.Default(kdf.PBKDF2SHA512)
	for rows, batches := range map[int64]time.Duration{1: 1, 16: 1, 17: 2} {
		if got := Estimate(t.Context(), p, rows, Share{Workers: 1, Lanes: 16}); got != batches*p.Nominal() {
			t.Errorf("%d rows: %v, want %d times %v", rows, got, batches, p.Nominal())
		}
	}
}

func TestEstimateGoesByTheParametersWhereTrialsWouldTakeTooLong(t *testing.T) {
	p := kdf.Default(kdf.PBKDF2SHA512)
	if got := Estimate(t.Context(), p, 1, one); got != p.Nominal() {
		t.Errorf("%v, want %v", got, p.Nominal())
	}
}

func TestEstimateTriesWhatIsFast(t *testing.T) {
	p := kdf.Params{Algorithm: kdf.PBKDF2SHA256, Iterations: 1000, KeyBytes: 32}
	if got := Estimate(t.Context(), p, 1e6, one); got < time.Millisecond || got > 10_000*time.Hour {
		t.Errorf("a million rows of a quarter millisecond: %v", got)
	}
}

func TestTrialsAreCheaperAndOfTheSameKind(t *testing.T) {
	for _, a := range kdf.Algorithms {
		p := kdf.Default(a)
		q := cheaper(p)
		if q.Check() != nil || q.Memory() != p.Memory() || q.Nominal() > p.Nominal() {
			t.Errorf("%+v was made %+v", p, q)
		}
		if (a == kdf.PBKDF2SHA512 || a == kdf.Bcrypt || a == kdf.SHA512Crypt) && q.Nominal() > trialWork {
			t.Errorf("%+v still takes %v", q, q.Nominal())
		}
	}
}

func TestEstimateDoesNotOverflow(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p := kdf.Params{Algorithm: kdf.Bcrypt, Cost: 31}
	if got := Estimate(ctx, p, 1<<40, one); got < 1000*time.Hour {
		t.Error(got)
	}
}
