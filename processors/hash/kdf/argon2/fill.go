package argon2

import "context"

// fill computes all blocks of lanes lanes, those of one password after those of
// the other, whose first two blocks are there (RFC 9106 section 3.2 steps 5 and
// 6). Within a slice no lane depends on another, so that some are filled in turns.
func (h *Hasher) fill(ctx context.Context, memory []uint64, lanes int) error {
	for pass := range h.time {
		for slice := range slices {
			for first := 0; first < lanes; {
				left := lanes - first
				turns := (left + maxStreams - 1) / maxStreams
				n := (left + turns - 1) / turns
				for i := range n {
					h.fillers[i].begin(h, memory, first+i, pass, slice)
				}
				if err := h.segments(ctx, h.fillers[:n]); err != nil {
					return err
				}
				first += n
			}
		}
	}
	return nil
}

// between is how many blocks are computed from one look at the context to the
// next, which is in less than a millisecond.
const between = 1024

// segments fills one segment of several lanes, a block of each in turns.
func (h *Hasher) segments(ctx context.Context, fillers []filler) error {
	start := 0
	if fillers[0].pass == 0 && fillers[0].slice == 0 {
		start = 2
	}
	for i := range fillers {
		fillers[i].choose(start)
	}
	for index := start; index < h.segment; index++ {
		for i := range fillers {
			f := &fillers[i]
			out, prev := f.place(index)
			if f.pass == 0 {
				compress(out, prev, f.reference)
			} else {
				compressXor(out, prev, f.reference)
			}
			if index+1 < h.segment {
				f.choose(index + 1)
			}
		}
		if h.blocks += len(fillers); h.blocks >= between {
			h.blocks = 0
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
		}
	}
	return nil
}

// A filler fills a segment of a lane.
type filler struct {
	memory      []uint64 // of the password
	lane, lanes int
	pass, slice int
	segment     int // its length
	columns     int

	area      int    // blocks of other segments that a block may depend on
	oldest    int    // column of the first of them
	reference *block // what the next block depends on, besides the one before it

	independent       bool // of the password
	inputs, addresses block
}

// begin makes f fill the segment of a slice in a pass. lane counts through all
// passwords in memory.
func (f *filler) begin(h *Hasher, memory []uint64, lane, pass, slice int) {
	size := h.parallelism * h.columns * len(block{})
	f.memory = memory[lane/h.parallelism*size:][:size]
	f.lane, f.lanes = lane%h.parallelism, h.parallelism
	f.pass, f.slice = pass, slice
	f.segment, f.columns = h.segment, h.columns
	f.area, f.oldest = slice*h.segment, 0
	if pass > 0 {
		f.area, f.oldest = (slices-1)*h.segment, (slice+1)%slices*h.segment
	}
	f.independent = h.variant == I || h.variant == ID && pass == 0 && slice < slices/2
	if f.independent {
		f.inputs = block{}
		p := placement()
		for i, v := range [...]int{pass, f.lane, slice, h.parallelism * h.columns, h.time, int(h.variant)} {
			f.inputs[p[i]] = uint64(v)
		}
	}
}

// place returns where the block at index of the segment goes, and the block
// before it in its lane; the last column is before the first.
func (f *filler) place(index int) (out, prev *block) {
	column := f.slice*f.segment + index
	before := column - 1
	if column == 0 {
		before = f.columns - 1
	}
	return blockAt(f.memory, f.lane*f.columns+column), blockAt(f.memory, f.lane*f.columns+before)
}

// choose finds the block that the one at index depends on, and has it fetched
// (RFC 9106 section 3.4). The block before index is complete.
func (f *filler) choose(index int) {
	var random uint64 // J_2 || J_1
	if f.independent {
		random = f.address(index)
	} else {
		_, prev := f.place(index)
		random = prev[0] // placement keeps word 0 where it is
	}
	lane := f.lane
	if f.lanes > 1 && (f.pass > 0 || f.slice > 0) {
		lane = int(random >> 32 % uint64(f.lanes))
	}
	area := f.area
	if lane == f.lane {
		area += index - 1 // what this segment has, except for the block before
	} else if index == 0 {
		area-- // the last block of another lane's segment is left out
	}
	x := random & 0xffffffff
	x = x * x >> 32
	column := f.oldest + area - 1 - int(uint64(area)*x>>32)
	if column >= f.columns {
		column -= f.columns
	}
	f.reference = blockAt(f.memory, lane*f.columns+column)
	prefetch(f.reference)
}

// address returns the pseudo-random word for index, of which a counter gives
// 128 at a time (section 3.4.1.2).
func (f *filler) address(index int) uint64 {
	p := placement()
	i := index % len(f.addresses)
	if counter := uint64(index/len(f.addresses)) + 1; f.inputs[p[6]] != counter {
		f.inputs[p[6]] = counter
		compress(&f.addresses, &zero, &f.inputs)
		compress(&f.addresses, &zero, &f.addresses)
	}
	return f.addresses[p[i]]
}

var zero block
