package analyze

// An Allocation divides the memory of a run.
type Allocation struct {
	Workers      int   // as many as there is memory for, at least 1
	Accumulators int64 // bytes that those of each worker may take
	Chunks       int64 // bytes left for chunks in flight
}

// Allocate divides memory, in bytes, among up to the given number of workers.
// The accumulators of a worker live as long as the run, so that their worst
// case decides how many workers there can be.
func (p *Plan) Allocate(opt *Options, workers int, memory int64) Allocation {
	each := int64(1)
	for _, d := range p.Datasets {
		each = max(each, opt.Profile.Memory(len(d.columns)))
	}
	fit := max(1, min(int64(workers), memory/each))
	return Allocation{
		Workers:      int(fit),
		Accumulators: each,
		Chunks:       max(1, memory-fit*each), // a chunk that does not fit runs alone
	}
}
