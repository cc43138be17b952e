package analyze

import (
	"context"

	"fanout/chunker"
	"fanout/processors"
	"fanout/processors/analyze/source"
)

// probeAll probes all sources, in batches by weight. A panic over one head,
// which Probe keeps to its source, is that file's failure.
func probeAll(ctx context.Context, opt *Options, sources []*source.Source) error {
	return processors.Each(ctx, max(1, opt.Workers), chunker.ByWeight(sources, probeWeight, source.HeadSize),
		func(s *source.Source) { s.Probe(&opt.Source) },
		func(s *source.Source, err error) { s.Err = err })
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
