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
	"fanout/processors"
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

// probeBatches cuts the items into batches for one worker each.
func probeBatches(items []*Item) iter.Seq[[]*Item] {
	return chunker.ByWeight(items, (*Item).probeWeight, probeBatch)
}

// probeAll fills Facts, or Skip or Err, of every item that is work so far, in
// batches by weight. A panic over one header, which probe keeps to its item, is
// that file's failure.
func probeAll(ctx context.Context, workers int, items []*Item) error {
	slots := newOpenSlots()
	return processors.Each(ctx, workers, probeBatches(items),
		func(it *Item) {
			if it.Work() {
				it.probe(slots)
			}
		},
		func(it *Item, err error) { it.Err = err })
}

// probe reads the header.
func (it *Item) probe(slots openSlots) {
	defer func() {
		if v := recover(); v != nil {
			it.Err = fmt.Errorf("internal error while reading the header: panic: %v", v)
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
