package hash

import (
	"fanout/chunker"
	"fanout/processors/hash/kdf"
)

// A Share says how a run divides the machine. Every worker hashes some
// passwords at a time, and keeps the memory for that while it is idle too.
type Share struct {
	Workers int
	Lanes   int   // passwords at a time in each worker
	Hasher  int64 // bytes that each worker holds for them
	Rows    int64 // bytes for all passwords and results in work: a budget for the pool
}

// Divide returns how at most so many workers hash with parameters p in memory
// bytes: where that is short with fewer passwords at a time, then with fewer
// workers. If there is no room for one password, ok is false.
func Divide(p kdf.Params, workers int, memory int64) (s Share, ok bool) {
	for lanes := p.Lanes(); lanes > 0; lanes-- {
		h := p.New(lanes)
		each := h.Memory() + rowMemory(p)
		s = Share{Workers: int(min(int64(workers), memory/each)), Lanes: h.Lanes(), Hasher: h.Memory()}
		if s.Workers == workers {
			break
		}
	}
	s.Rows = memory - int64(s.Workers)*s.Hasher
	return s, s.Workers > 0
}

// Least returns the bytes without which Divide finds no room.
func Least(p kdf.Params) int64 { return p.New(1).Memory() + rowMemory(p) }

// rowMemory returns the most bytes that a chunk's rows take. Their text grows by
// doubling.
func rowMemory(p kdf.Params) int64 {
	return 2*(chunkBytes+MaxLine+64) + chunkRows*(rowBytes+2*int64(p.KeyLength()))
}

// fullChunk returns how many rows of parameters p a chunk hashes: about
// chunkWork of them, in whole batches. A batch takes about as long as one
// password takes the reference, whose time ReferenceTime is: the processor hashes
// more in that time, not faster.
func fullChunk(p kdf.Params, lanes int) int {
	batches := max(1, int(chunkWork/max(1, p.ReferenceTime())))
	return max(1, min(batches, chunkRows/lanes)) * lanes
}

// newTaper returns what cuts so many rows, 0 or less if their number is not
// known, into chunks. Where it cuts changes no output, only when the workers are
// done.
func newTaper(p kdf.Params, lanes, workers int, rows int64) *chunker.Taper {
	return chunker.NewTaper(chunker.TaperOptions{
		Items: rows, Workers: workers, Batch: lanes, Granularity: min(p.LaneGranularity(), lanes), Max: fullChunk(p, lanes),
	})
}
