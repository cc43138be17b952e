package argon2

import "context"

// fill computes all blocks of all passwords' lanes from their first two blocks
// (RFC 9106 section 3.2 steps 5 and 6). The lanes of a password follow those of
// the one before. Within a slice no lane depends on the slice of another lane,
// so that several are filled in turns.
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
				if err := h.fillSegments(ctx, h.fillers[:n]); err != nil {
					return err
				}
				first += n
			}
		}
	}
	return nil
}

// pollInterval is the number of blocks after which ctx is polled, in less than
// a millisecond.
const pollInterval = 1024

// fillSegments fills a segment of several lanes, a block of each in turn.
func (h *Hasher) fillSegments(ctx context.Context, fillers []filler) error {
	start := 0
	if fillers[0].pass == 0 && fillers[0].slice == 0 {
		start = 2
	}
	for i := range fillers {
		fillers[i].chooseReference(start)
	}
	xor := fillers[0].pass > 0 && h.version != version10
	for index := start; index < h.segment; index++ {
		for i := range fillers {
			f := &fillers[i]
			out, prev := f.place(index)
			if xor {
				compressXor(out, prev, f.reference)
			} else {
				compress(out, prev, f.reference)
			}
			if index+1 < h.segment {
				f.chooseReference(index + 1)
			}
		}
		if h.blocks += len(fillers); h.blocks >= pollInterval {
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
	memory      []uint64 // of the lane's password
	lane, lanes int
	pass, slice int
	segment     int // blocks in it
	columns     int

	area      int    // the number of reference blocks in other segments
	oldest    int    // the column of the first of them
	reference *block // of the next block

	independent       bool // data-independent
	inputs, addresses block
}

// begin sets f to the segment of a slice in a pass. lane counts the lanes of
// all passwords in memory.
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

// place returns the block at index of the segment, and the block before it in
// its lane. The last column is before the first.
func (f *filler) place(index int) (out, prev *block) {
	column := f.slice*f.segment + index
	before := column - 1
	if column == 0 {
		before = f.columns - 1
	}
	return blockAt(f.memory, f.lane*f.columns+column), blockAt(f.memory, f.lane*f.columns+before)
}

// chooseReference sets and prefetches the reference block of the block at index
// (RFC 9106 section 3.4). The block before index must have been computed.
func (f *filler) chooseReference(index int) {
	var random uint64 // J_2 || J_1
	if f.independent {
		random = f.address(index)
	} else {
		_, prev := f.place(index)
		random = prev[0] // which is word 0 in each placement
	}
	lane := f.lane
	if f.lanes > 1 && (f.pass > 0 || f.slice > 0) {
		lane = int(random >> 32 % uint64(f.lanes))
	}
	area := f.area
	if lane == f.lane {
		area += index - 1 // the blocks of this segment, except for the one before
	} else if index == 0 {
		area-- // without the last block of another lane's segment
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

// address returns the pseudo-random word for index. Each value of a counter
// makes 128 of them (section 3.4.1.2).
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
