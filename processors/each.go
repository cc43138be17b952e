package processors

import (
	"context"
	"iter"

	"fanout/pool"
)

// Each calls do for every item of the batches, on that many workers; 0 means
// GOMAXPROCS. A batch is done by one worker. If do panics, fail gets every item
// of its batch with the panic as the error, so do should recover where only one
// item is to blame. The error is the cause of ctx, if that is done first.
func Each[T any](ctx context.Context, workers int, batches iter.Seq[[]T], do func(T), fail func(T, error)) error {
	_, err := pool.Run(ctx, pool.Options{Workers: workers, Patience: patience}, each[T]{batches, do, fail})
	return err
}

// An each is the pool's job of Each.
type each[T any] struct {
	batches iter.Seq[[]T]
	do      func(T)
	fail    func(T, error)
}

func (e each[T]) Chunks() iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		for batch := range e.batches {
			if !yield(batch, nil) {
				return
			}
		}
	}
}

func (e each[T]) NewWorker() pool.Worker[[]T, struct{}] {
	return func(ctx context.Context, batch []T) (struct{}, error) {
		for _, item := range batch {
			if ctx.Err() != nil {
				return struct{}{}, context.Cause(ctx)
			}
			e.do(item)
		}
		return struct{}{}, nil
	}
}

func (e each[T]) Recovered(batch []T, err *pool.PanicError) struct{} {
	for _, item := range batch {
		e.fail(item, err)
	}
	return struct{}{}
}

func (e each[T]) Merge(struct{}) error { return nil }
