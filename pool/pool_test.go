package pool

import (
	"context"
	"iter"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

// A fakeJob is a Job made of functions. Those left nil do as little as
// possible.
type fakeJob[C, R any] struct {
	chunks    iter.Seq2[C, error]
	newWorker func() Worker[C, R]
	work      Worker[C, R] // used where newWorker is nil
	recovered func(C, *PanicError) R
	merge     func(R) error
}

func (j *fakeJob[C, R]) Chunks() iter.Seq2[C, error] { return j.chunks }

func (j *fakeJob[C, R]) NewWorker() Worker[C, R] {
	if j.newWorker != nil {
		return j.newWorker()
	}
	return j.work
}

func (j *fakeJob[C, R]) Recovered(c C, err *PanicError) R {
	if j.recovered == nil {
		panic("unexpected: " + err.Error() + "\n" + string(err.Stack))
	}
	return j.recovered(c, err)
}

func (j *fakeJob[C, R]) Merge(r R) error {
	if j.merge == nil {
		return nil
	}
	return j.merge(r)
}

// count yields 0 to n-1.
func count(n int) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := range n {
			if !yield(i, nil) {
				return
			}
		}
	}
}

// chunksOf yields the elements of s.
func chunksOf[C any](s []C) iter.Seq2[C, error] {
	return func(yield func(C, error) bool) {
		for _, c := range s {
			if !yield(c, nil) {
				return
			}
		}
	}
}

func same(_ context.Context, c int) (int, error) { return c, nil }

// collect returns a Merge that appends to *got.
func collect[R any](got *[]R) func(R) error {
	return func(r R) error {
		*got = append(*got, r)
		return nil
	}
}

// checkCount fails unless got is 0 to n-1 in order.
func checkCount(t *testing.T, got []int, n int) {
	t.Helper()
	if len(got) != n {
		t.Fatalf("%d results merged, want %d", len(got), n)
	}
	for i, v := range got {
		if v != i {
			t.Fatalf("result %d in place %d", v, i)
		}
	}
}
