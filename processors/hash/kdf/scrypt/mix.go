package scrypt

import "context"

// mix replaces each unit, at most h.lanes of them, by its scryptROMix (RFC 7914
// section 5).
func (h *Hasher) mix(ctx context.Context, units [][]byte) error {
	width := vectorLanes(len(units))
	if width == 1 {
		for _, b := range units {
			if err := h.mixRef(ctx, b); err != nil {
				return err
			}
		}
		return nil
	}
	lanes := (len(units) + width - 1) / width * width
	v, x, y, err := h.memory(len(units), lanes)
	if err != nil {
		return err
	}
	// The assembly reads and writes lanes*row words of x and y, and row words
	// from each of rows on. All i and j below are less than n, and v has n rows
	// for each unit.
	//
	// Lanes without a unit repeat the first one, in its memory.
	of := func(lane int) int {
		if lane < len(units) {
			return lane
		}
		return 0
	}
	s := state{width, lanes}
	for lane := range lanes {
		s.load(x, lane, units[of(lane)])
	}
	row := 32 * h.r
	var rows [8]*uint32
	for i := range h.n {
		for lane := range lanes {
			rows[lane] = &v[(of(lane)*h.n+i)*row]
		}
		if err := h.steps(ctx, store, x, y, &rows, lanes); err != nil {
			return err
		}
		x, y = y, x
	}
	for range h.n {
		for lane := range lanes {
			// Integerify: the last 64 bytes as a number, of whose bits 32
			// suffice.
			j := int(x[s.word(lane, 2*h.r-1, 0)]) & (h.n - 1)
			rows[lane] = &v[(of(lane)*h.n+j)*row]
		}
		if err := h.steps(ctx, xor, x, y, &rows, lanes); err != nil {
			return err
		}
		x, y = y, x
	}
	for lane, unit := range units {
		s.save(unit, lane, x)
	}
	return nil
}

// maxPairs is the largest number of pairs of blocks in one call of assembly,
// which neither the garbage collector nor ctx can interrupt. It takes less than
// 2 ms.
const maxPairs = 1 << 13

// steps calls f for all blocks of the states, maxPairs pairs at a time.
func (h *Hasher) steps(ctx context.Context, f func(x, y []uint32, rows *[8]*uint32, lanes, r, from, to int),
	x, y []uint32, rows *[8]*uint32, lanes int) error {
	for from := 0; from < h.r; from += maxPairs {
		to := min(from+maxPairs, h.r)
		f(x, y, rows, lanes, h.r, from, to)
		if err := h.poll(ctx, 2*(to-from)); err != nil {
			return err
		}
	}
	return nil
}

// A state is the layout of the states of several lanes. Groups of width lanes
// share vectors. A block takes 16*lanes words: four vectors for the first
// group, then four for the next. A vector has four words of each lane.
type state struct{ width, lanes int }

// word returns the index of word i of a lane's block. The 16 words are a
// matrix. Each vector has a diagonal of it, as Salsa20 works on these: words 0
// 5 10 15, then 4 9 14 3, 8 13 2 7 and 12 1 6 11.
func (s state) word(lane, block, i int) int {
	at := i * 13 % 16 // place at has word 5*at modulo 16, and 13*5 is 1 modulo 16
	vector, inLane := at/4, at%4
	first := s.lanes*block + lane/s.width*s.width // lanes before those of this vector, over all blocks
	return 16*first + 4*(vector*s.width+lane%s.width) + inLane
}

// load sets a lane's part of x to b.
func (s state) load(x []uint32, lane int, b []byte) {
	for i := range len(b) / 4 {
		x[s.word(lane, i/16, i%16)] = le.Uint32(b[4*i:])
	}
}

// save sets b to a lane's part of x.
func (s state) save(b []byte, lane int, x []uint32) {
	for i := range len(b) / 4 {
		le.PutUint32(b[4*i:], x[s.word(lane, i/16, i%16)])
	}
}
