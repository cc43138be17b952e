package hash

import (
	"fanout/chunker"
	"fanout/processors/hash/kdf"
	"fanout/processors/hash/source"
)

// An Allocation divides the machine among the workers. Each hashes some
// passwords at a time, and keeps the memory for that while it is idle too.
type Allocation struct {
	Workers int
	Lanes   int   // passwords at a time in each worker
	Hasher  int64 // bytes that each worker holds for them
	Rows    int64 // bytes for all passwords and results in flight: the pool's budget
}

// allocate divides memory bytes among up to that many workers, which hash with
// parameters p. Where the bytes do not suffice, workers hash fewer passwords at
// a time, and then there are fewer workers. If there is no room for one
// password, ok is false.
func allocate(p kdf.Params, workers int, memory int64) (a Allocation, ok bool) {
	for lanes := p.Lanes(); lanes > 0; lanes-- {
		h := p.New(lanes)
		each := h.Memory() + rowMemory(p)
		a = Allocation{Workers: int(min(int64(workers), memory/each)), Lanes: h.Lanes(), Hasher: h.Memory()}
		if a.Workers == workers {
			break
		}
	}
	a.Rows = memory - int64(a.Workers)*a.Hasher
	return a, a.Workers > 0
}

// minMemory returns the bytes without which allocate finds no room.
func minMemory(p kdf.Params) int64 { return p.New(1).Memory() + rowMemory(p) }

// A verifyAllocation divides the machine for verifying. What the hashes need is
// seen only as they come.
type verifyAllocation struct {
	workers int
	budget  int64 // bytes for the hashes and rows in flight: the pool's budget
	idle    int64 // limit of the bytes that a worker keeps while it is idle
}

// allocateVerifying returns how that many workers verify in memory bytes.
func allocateVerifying(workers int, memory int64) verifyAllocation {
	idle := memory / 8 / int64(workers)
	return verifyAllocation{workers: workers, budget: memory - idle*int64(workers), idle: idle}
}

// lanes returns how many passwords with parameters p a worker hashes at a time:
// the most for which every worker has memory, at least one.
func (a verifyAllocation) lanes(p kdf.Params) int {
	lanes := p.Lanes()
	for lanes > 1 && p.New(lanes).Memory() > a.budget/int64(a.workers) {
		lanes--
	}
	return lanes
}

// rowMemory returns the limit of the bytes that a chunk's rows take. Their text
// grows by doubling.
func rowMemory(p kdf.Params) int64 {
	return 2*(chunkBytes+source.MaxLine+64) + chunkRows*(rowBytes+2*int64(p.KeyLength()))
}

// fullChunk returns how many rows with parameters p a chunk hashes: about
// chunkWork of them, in whole batches. A batch takes about
// Params.ReferenceTime: kernels hash more passwords in the time of one, not one
// in less time.
func fullChunk(p kdf.Params, lanes int) int {
	batches := max(1, int(chunkWork/max(1, p.ReferenceTime())))
	return max(1, min(batches, chunkRows/lanes)) * lanes
}

// newTaper returns what cuts a list of that many rows into chunks; 0 or less:
// of unknown length. Where it cuts changes no output, only when the workers are
// done.
func newTaper(p kdf.Params, lanes, workers int, rows int64) *chunker.Taper {
	return chunker.NewTaper(chunker.TaperOptions{
		Items: rows, Workers: workers, Batch: lanes, Granularity: min(p.LaneGranularity(), lanes), Max: fullChunk(p, lanes),
	})
}
