package analyze

import (
	"fmt"

	"github.com/dustin/go-humanize"

	"fanout/processors"
	"fanout/processors/analyze/profile"
)

// An Allocation divides the memory of a run.
type Allocation struct {
	Workers      int   // as many as there is memory for, at least 1
	Accumulators int64 // bytes that those of each worker may take
	Chunks       int64 // bytes left for chunks in flight
}

// smallNeed is what tables may take in any run, in bytes: no memory is too
// small for it. Up to some 500 columns need no more.
const smallNeed = 96 << 20

// Allocate divides memory, in bytes, among up to the given number of workers.
// The accumulators of a worker live as long as the run, so that their worst
// case decides how many workers there can be. What is left out of account is a
// quarter: what the garbage collector has not found yet, and chunks. The error
// is a [*MemoryError] if the memory does not suffice for one worker. Results
// never depend on the memory.
func (p *Plan) Allocate(opt *Options, workers int, memory int64) (Allocation, error) {
	each, report, widest := int64(1), int64(0), 0
	for _, d := range p.Datasets {
		n := len(d.columns)
		each = max(each, opt.Profile.Memory(n, d.textBound()))
		report = max(report, profile.ReportMemory(n))
		widest = max(widest, n)
	}
	tables := memory - memory/4 - report
	fit := max(1, min(int64(workers), tables/each))
	if need := each + report; need > smallNeed && tables < each {
		return Allocation{}, &MemoryError{Columns: widest, Needs: need + need/3, Limit: memory}
	}
	return Allocation{
		Workers:      int(fit),
		Accumulators: each,
		Chunks:       max(1, memory/4, memory-fit*each-report), // a chunk that does not fit runs alone
	}, nil
}

// textBound returns how many bytes the text of the dataset has at most;
// [profile.Unknown] if that is not known.
func (d *Dataset) textBound() (n int64) {
	for _, s := range d.Sources {
		size, known := s.TextBound()
		if !known {
			return profile.Unknown
		}
		n += size
	}
	return n
}

// endWeight returns what the tables of the dataset and its report take, as the
// weight of the chunk that ends it, so that not too many datasets are in work
// at a time. One that is alone has the memory that [Plan.Allocate] divides.
func (d *Dataset) endWeight(opt *Options) int64 {
	n, text := len(d.columns), d.textBound()
	workers := min(int64(max(1, opt.Workers)), text/int64(opt.chunkSize())+1)
	return workers*opt.Profile.Memory(n, text) + profile.ReportMemory(n)
}

// A MemoryError says that the memory does not suffice for the tables of so many
// columns.
type MemoryError struct {
	Columns      int
	Needs, Limit int64 // bytes
}

var _ processors.Explainer = (*MemoryError)(nil)

func (e *MemoryError) Error() string { return processors.Neutral(e) }

// Explain implements [processors.Explainer].
func (e *MemoryError) Explain(name func(string) string) (message, hint string) {
	memory := name("Memory")
	return fmt.Sprintf("statistics of %s columns may need %s of memory, and %s allows %s", humanize.Comma(int64(e.Columns)),
			humanize.IBytes(uint64(e.Needs)), memory, humanize.IBytes(uint64(e.Limit))),
		"raise " + memory + ", or take some of the columns at a time with " + name("Select")
}
