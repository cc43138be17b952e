package processors

import (
	"context"
	"errors"
	"iter"
	"testing"

	"fanout/pool"
)

// countdown is a Repeater whose runs have one chunk each, the number of the run
// from the last one down.
type countdown struct {
	left     int
	failAt   int
	merged   []int
	finished []error
}

func (c *countdown) Chunks() iter.Seq2[int, error] {
	return func(yield func(int, error) bool) { yield(c.left, nil) }
}

func (c *countdown) NewWorker() pool.Worker[int, int] {
	return func(_ context.Context, n int) (int, error) { return n, nil }
}

func (c *countdown) Recovered(int, *pool.PanicError) int { return -1 }

var errFailed = errors.New("failed")

func (c *countdown) Merge(n int) error {
	c.merged = append(c.merged, n)
	if n == c.failAt {
		return errFailed
	}
	return nil
}

func (c *countdown) Next() bool {
	c.left--
	return c.left > 0
}

func (c *countdown) Finish(err error) error {
	c.finished = append(c.finished, err)
	return err
}

func TestRunRepeatsUntilTheProcessorIsDone(t *testing.T) {
	c := &countdown{left: 3}
	stats, err := Run(t.Context(), pool.Options{Workers: 2}, c)
	if err != nil || len(c.merged) != 3 || len(c.finished) != 1 || stats.Items() != 3 || len(stats.Workers) != 2 {
		t.Errorf("%v, merged %v, finished %v, %+v", err, c.merged, c.finished, stats)
	}
}

func TestRunDoesNotRepeatAfterAnError(t *testing.T) {
	c := &countdown{left: 3, failAt: 2}
	if _, err := Run(t.Context(), pool.Options{Workers: 2}, c); err != errFailed {
		t.Error(err)
	}
	if len(c.merged) != 2 || len(c.finished) != 1 || c.finished[0] != errFailed {
		t.Errorf("merged %v, finished %v", c.merged, c.finished)
	}
}
