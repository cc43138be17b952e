package hash

import "fanout/processors/hash/kdf"

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
		h := kdf.New(p, lanes)
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
func Least(p kdf.Params) int64 { return kdf.New(p, 1).Memory() + rowMemory(p) }

// rowMemory returns the most bytes that a chunk's rows take. Their text grows by
// doubling.
func rowMemory(p kdf.Params) int64 {
	return 2*(chunkBytes+MaxLine+64) + chunkRows*(rowBytes+2*int64(p.KeyLength()))
}

// fullChunk returns how many rows of parameters p a chunk hashes: about
// chunkWork of them, in whole batches. A batch takes about as long as one
// password takes the reference, whose time Nominal is: the processor hashes
// more in that time, not faster.
func fullChunk(p kdf.Params, lanes int) int {
	batches := max(1, int(chunkWork/max(1, p.Nominal())))
	return max(1, min(batches, chunkRows/lanes)) * lanes
}

// A cutter says how many rows the next chunk hashes. Where it cuts changes no
// output, only when the workers are done.
type cutter struct {
	lanes, workers int
	full           int   // rows of a chunk in the middle
	body           int64 // rows left, as far as they fill all lanes of all workers the same number of times
	tail           int64 // rows after those
	part           int64 // of the tail, for a worker
}

// newCutter returns a cutter for so many rows; 0 means unknown.
func newCutter(p kdf.Params, lanes, workers int, rows int64) *cutter {
	c := &cutter{lanes: lanes, workers: workers, full: fullChunk(p, lanes)}
	if rows <= 0 {
		return c
	}
	round := int64(lanes) * int64(workers)
	c.tail = rows % round
	c.body = rows - c.tail
	// An even share for each, unless a fuller batch on fewer workers takes no
	// longer.
	step := int64(min(p.Step(), lanes))
	c.part = (c.tail + int64(workers) - 1) / int64(workers)
	c.part = (c.part + step - 1) / step * step
	return c
}

// next returns how many rows the next chunk hashes.
func (c *cutter) next() int {
	switch {
	case c.body > 0:
		// Half of a worker's part of what is left: chunks become smaller, so
		// that no worker begins a large one when the others are done.
		batches := c.body / int64(2*c.workers*c.lanes)
		return min(c.full, int(max(1, min(batches, chunkRows)))*c.lanes)
	case c.tail > 0:
		return int(c.part)
	}
	return c.full // unknown, or more than expected
}

// took tells that a row has been read.
func (c *cutter) took() {
	if c.body > 0 {
		c.body--
	} else if c.tail > 0 {
		c.tail--
	}
}
