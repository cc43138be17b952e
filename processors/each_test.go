package processors

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
)

func TestEachDoesAllAndFailsTheBatchOfAPanic(t *testing.T) {
	items := make([]int, 100)
	for i := range items {
		items[i] = i
	}
	done, failed := make([]bool, len(items)), make([]error, len(items))
	err := Each(t.Context(), 3, slices.Chunk(items, 10), func(i int) {
		if i == 35 {
			panic("of one item")
		}
		done[i] = true
	}, func(i int, err error) { failed[i] = err })
	if err != nil {
		t.Fatal(err)
	}
	for i := range items {
		inBatch := i/10 == 3
		if done[i] != (!inBatch || i < 35) || (failed[i] != nil) != inBatch {
			t.Errorf("item %d: done %v, failed %v", i, done[i], failed[i])
		}
	}
}

func TestEachEndsWithTheCauseOfItsContext(t *testing.T) {
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	var done atomic.Int64
	err := Each(ctx, 1, slices.Chunk(make([]int, 1000), 100), func(int) {
		if done.Add(1) == 5 {
			cancel(cause)
		}
	}, func(_ int, err error) { t.Error(err) })
	if !errors.Is(err, cause) || done.Load() != 5 {
		t.Errorf("%v after %d items", err, done.Load())
	}
}
