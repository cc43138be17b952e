package analyze

import (
	"context"
	"iter"

	"fanout/chunker"
	"fanout/pool"
	"fanout/processors/analyze/source"
)

// probeAll probes all sources.
func probeAll(ctx context.Context, opt *Options, sources []*source.Source) error {
	_, err := pool.Run(ctx, pool.Options{Workers: max(1, opt.Workers)}, prober{&opt.Source, sources})
	return err
}

// A prober is the pool's job of probing sources.
type prober struct {
	opt     *source.Options
	sources []*source.Source
}

// openWeight is what opening and sniffing a file costs, in bytes read.
const openWeight = 32 << 10

// probeWeight is what probing s costs, in bytes read. A pipe may keep its
// worker waiting, so that it is a batch of its own.
func probeWeight(s *source.Source) int64 {
	if s.Pipe() {
		return source.HeadSize
	}
	return openWeight + min(s.Size, source.HeadSize)
}

// Chunks cuts the sources into batches.
func (p prober) Chunks() iter.Seq2[[]*source.Source, error] {
	return func(yield func([]*source.Source, error) bool) {
		for batch := range chunker.ByWeight(p.sources, probeWeight, source.HeadSize) {
			if !yield(batch, nil) {
				return
			}
		}
	}
}

// NewWorker returns a worker that probes a batch in place.
func (p prober) NewWorker() pool.Worker[[]*source.Source, struct{}] {
	return func(ctx context.Context, batch []*source.Source) (struct{}, error) {
		for _, s := range batch {
			if ctx.Err() != nil {
				return struct{}{}, context.Cause(ctx)
			}
			s.Probe(p.opt)
		}
		return struct{}{}, nil
	}
}

// Recovered is not reached by a panic, which Probe keeps to its source.
func (p prober) Recovered(batch []*source.Source, err *pool.PanicError) struct{} {
	for _, s := range batch {
		s.Err = err
	}
	return struct{}{}
}

// Merge has nothing to do: the sources are where they were.
func (p prober) Merge(struct{}) error { return nil }
