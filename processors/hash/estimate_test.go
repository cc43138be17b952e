package hash

import (
	"context"
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
