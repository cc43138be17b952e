package analyze

import (
	"context"
	"hash/maphash"
	"slices"
	"sync"

	"fanout/chunker"
	"fanout/processors"
	"fanout/processors/analyze/source"
)

// probe probes the files that the plan is for. The first shard probes all, as
// the merge will, so that files which do not belong together are found early.
func (p *Plan) probe(ctx context.Context, opt *Options) error {
	if opt.Shard.I <= 1 {
		return probeAll(ctx, opt, p.Sources)
	}
	if err := probeAll(ctx, opt, p.touched(opt.Shard)); err != nil || opt.PerFile {
		return err
	}
	for _, s := range p.Sources { // the dataset has its columns and layout from the first that has
		if !s.Probed() {
			if err := probeAll(ctx, opt, []*source.Source{s}); err != nil {
				return err
			}
		}
		if s.Err == nil && !s.Empty() && s.Layout.Seen {
			break
		}
	}
	return nil
}

// probeAll probes all sources, in batches by weight. A panic over one head,
// which Probe keeps to its source, is that file's failure.
func probeAll(ctx context.Context, opt *Options, sources []*source.Source) error {
	known := &headers{}
	return processors.Each(ctx, max(1, opt.Workers), chunker.ByWeight(sources, probeWeight, source.HeadSize),
		func(s *source.Source) {
			s.Probe(&opt.Source)
			s.First = known.share(s.First)
		},
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

// headers are the first records of sources, each kept once: thousands of files
// may have thousands of columns, and mostly the same.
type headers struct {
	mu    sync.Mutex
	known map[uint64][]string // by their hash
}

// share returns a header that is equal to first.
func (h *headers) share(first []string) []string {
	if len(first) == 0 {
		return first
	}
	var hash maphash.Hash
	hash.SetSeed(headerSeed)
	for _, name := range first {
		hash.WriteString(name)
		hash.WriteByte(0)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	known, ok := h.known[hash.Sum64()]
	switch {
	case ok && slices.Equal(known, first):
		return known
	case !ok && h.known == nil:
		h.known = map[uint64][]string{}
	}
	h.known[hash.Sum64()] = first
	return first
}

var headerSeed = maphash.MakeSeed()
