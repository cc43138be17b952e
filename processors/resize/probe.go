package resize

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"

	"fanout/chunker"
	"fanout/internal/files"
	"fanout/pool"
	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formats"
)

// The weight of a file for probing is in bytes read. Opening it takes as long
// as reading openWeight bytes from the page cache, about 30 µs, and a batch of
// probeBatch 2 ms, which outweighs handing it over.
const (
	openWeight = 64 << 10
	headWeight = 8 << 10 // what is read of most files: the pages that hold headers
	probeBatch = 64 * (openWeight + headWeight)
)

// probeWeight returns what probing it costs. A GIF is read to its end, as
// nothing else says how many frames it has.
func (it *Item) probeWeight() int64 {
	switch {
	case !it.Work():
		return 1
	case readsAll(it.Source):
		return openWeight + it.stamp.Size
	}
	return openWeight + min(it.stamp.Size, headWeight)
}

// readsAll reports whether the header of a file of that name is all of it.
func readsAll(name string) bool {
	f := formats.All.ByExt(filepath.Ext(name))
	return f != nil && f.ReadsAll
}

// A prober is the pool's job of reading all headers.
type prober struct {
	items []*Item
	slots openSlots
}

// probeAll fills Info, or Skip or Err, of every item that is work so far.
func probeAll(ctx context.Context, workers int, items []*Item) error {
	_, err := pool.Run(ctx, pool.Options{Workers: workers}, prober{items, newOpenSlots()})
	return err
}

// Chunks cuts the items into batches.
func (p prober) Chunks() iter.Seq2[[]*Item, error] {
	return func(yield func([]*Item, error) bool) {
		for batch := range chunker.ByWeight(p.items, (*Item).probeWeight, probeBatch) {
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
				it.probe(p.slots)
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
func (it *Item) probe(slots openSlots) {
	defer func() {
		if v := recover(); v != nil {
			it.Err = fmt.Errorf("reading its header: panic: %v", v)
		}
	}()
	err := slots.open(it, func(f *os.File) (err error) {
		it.Facts, err = formats.All.Probe(f, it.stamp.Size, filepath.Base(it.Source))
		return err
	})
	switch {
	case errors.Is(err, format.ErrNotImage):
		it.Skip = format.ErrNotImage.Error()
	case err != nil:
		it.Err = files.Cause(err)
	}
}
