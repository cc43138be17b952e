package analyze

import (
	"sync"
	"sync/atomic"

	"fanout/processors/analyze/sketch"
)

// A set holds the accumulators of one dataset: those of each worker, until the
// last chunk is merged.
type set struct {
	dataset *Dataset
	failed  atomic.Bool // nothing more of it needs to be read

	mu     sync.Mutex
	parts  []*columns
	unions []*sketch.SharedLimit // one for each column

	// Of a further reading: what it is to find, and what the workers have found.
	wanted   []*exactColumn
	refiners []*refiner
	next     chan *set // what to read once all of this is merged; nil: nothing

	// Used by Merge only.
	reason                string // why it failed
	rows, badRows, ragged int64
	files                 []string
}

func newSet(d *Dataset) *set { return &set{dataset: d, next: make(chan *set, 1)} }

// part returns new accumulators for a worker.
func (s *set) part(opt *Options) adder {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wanted != nil {
		r := newRefiner(opt, s.dataset, s.wanted)
		s.refiners = append(s.refiners, r)
		return r
	}
	if s.unions == nil {
		for range s.dataset.columns {
			s.unions = append(s.unions, sketch.NewSharedLimit(opt.mostDistinct(len(s.dataset.columns))))
		}
	}
	c := newColumns(opt, s.dataset, s.unions)
	s.parts = append(s.parts, c)
	return c
}
