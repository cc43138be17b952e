package resize

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"

	"fanout/chunker"
	"fanout/pool"
	"fanout/processors/resize/format"
)

// probeBatch is how many headers a worker reads at a time: about 30 µs each
// from the page cache, so that a batch outweighs its hand-over.
const probeBatch = 64

// A prober is the pool's job of reading all headers.
type prober struct {
	items  []*Item
	inputs openSlots
}

// probeAll fills Info, or Skip or Err, of every item that is work so far.
func probeAll(ctx context.Context, workers int, items []*Item) error {
	_, err := pool.Run(ctx, pool.Options{Workers: workers}, prober{items, newOpenSlots()})
	return err
}

// Chunks cuts the items into batches.
func (p prober) Chunks() iter.Seq2[[]*Item, error] {
	return func(yield func([]*Item, error) bool) {
		one := func(*Item) int64 { return 1 }
		for batch := range chunker.ByWeight(p.items, one, probeBatch) {
			if !yield(batch, nil) {
				return
			}
		}
	}
}

// NewWorker returns a worker that probes a batch in place.
func (p prober) NewWorker() pool.Worker[[]*Item, struct{}] {
	return func(ctx context.Context, batch []*Item) (struct{}, error) {
		for _, it := range batch {
			if ctx.Err() != nil {
				return struct{}{}, context.Cause(ctx)
			}
			if it.Work() {
				it.probe(p.inputs)
			}
		}
		return struct{}{}, nil
	}
}

// Recovered is not reached by a panic, which probe keeps to its item.
func (p prober) Recovered(batch []*Item, err *pool.PanicError) struct{} {
	for _, it := range batch {
		it.Err = err
	}
	return struct{}{}
}

// Merge has nothing to do: the items are where they were.
func (p prober) Merge(struct{}) error { return nil }

// probe reads the header.
func (it *Item) probe(inputs openSlots) {
	defer func() {
		if v := recover(); v != nil {
			it.Err = fmt.Errorf("reading its header: panic: %v", v)
		}
	}()
	err := inputs.open(it, func(f *os.File) (err error) {
		it.Info, err = format.Probe(f, it.bytes, filepath.Base(it.Source))
		return err
	})
	switch {
	case errors.Is(err, format.ErrNotImage):
		it.Skip = format.ErrNotImage.Error()
	case err != nil:
		it.Err = cause(err)
	}
}
