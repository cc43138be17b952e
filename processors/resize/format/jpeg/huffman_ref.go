package jpeg

// mcuRun decodes runs of MCUs of a sequential scan into coefficients. The
// assembly knows its layout.
type mcuRun struct {
	bitReader
	todo int // MCUs
	// last is the zigzag index behind the last coefficient that is needed: what
	// follows is skipped. place maps a zigzag index to the coefficient's place in
	// its block, and those that are not needed to 0, where the DC coefficient goes
	// in the end.
	last   int
	place  *[256]uint8
	coeffs []int16
	n      int // blocks in an MCU
	blocks [maxBlocks]mcuBlock
	// predictions are the last DC values of the components, of which 16 bits count.
	predictions [3]int
	size        int // coefficients in a block
}

// An mcuBlock is one of the blocks of an MCU.
type mcuBlock struct {
	dc         *dcTable
	ac         *acTable
	at         int // index in coeffs of this block in the next MCU, whose place is zeroed
	step       int // from MCU to MCU
	prediction int // index
}

// places has place for blocks of k×k coefficients, and lasts has last.
var places, lasts = func() (p [9][256]uint8, l [9]int) {
	for _, k := range []int{1, 2, 4, 8} {
		for z, n := range zigzag {
			if x, y := int(n)%8, int(n)/8; x < k && y < k {
				p[k][z] = uint8(y*k + x)
				l[k] = z + 1
			}
		}
	}
	return
}()

// runRef is the definition of run: it decodes MCUs until todo is 0 or something
// else ends the run. After an MCU that is not good, what is in its place, at and
// predictions are undefined.
func (r *mcuRun) runRef() runState {
	for ; r.todo > 0; r.todo-- {
		if r.position() > r.beginLimit {
			return runHungry
		}
		for i := range r.blocks[:r.n] {
			b := &r.blocks[i]
			block := r.coeffs[b.at:]
			b.at += b.step
			if !r.block(b, block) {
				if r.position() > r.endLimit {
					return runEnded
				}
				return runBroken
			}
		}
		if r.position() > r.endLimit {
			return runEnded
		}
	}
	return runDone
}

// block decodes a block (T.81 F.2.2). No pair of a code and its value has more
// than 31 bits and no skip more than 28, so that bits are refilled for the first
// of two. Whatever the bits are, each step takes at least one coefficient, so
// that a block has at most maxBlockBits.
func (r *mcuRun) block(b *mcuBlock, block []int16) bool {
	r.refill()
	e := b.dc.find(r.bits)
	if e == 0 {
		return false
	}
	r.predictions[b.prediction] += e.value(r.bits)
	r.drop(e.total())

	k := 1 // zigzag index of the next coefficient, or past endOfBlock
	for k < r.last {
		r.refill()
		e := b.ac.find(r.bits)
		if e == 0 {
			return false
		}
		k += int(e.advance())
		block[r.place[k-1]] = int16(e.value(r.bits))
		r.drop(e.total())
	}
	block[0] = int16(r.predictions[b.prediction])
	for k < 64 {
		r.refill()
		s := uint(b.ac.skip[r.bits>>(64-skipBits)])
		next := k + int(s>>8)
		if next&64 == 0 { // either below 64 or, with the end, from 128 to 191
			k = next
			r.drop(s & 63)
			continue
		}
		// Not all of these codes belong to this block, or the first one is long.
		e := b.ac.find(r.bits)
		if e == 0 {
			return false
		}
		k += int(e.advance())
		r.drop(e.total())
	}
	return k == 64 || k >= endOfBlock
}

// check asserts what an implementation without bounds checks relies on: that
// what MCUs begin within lies in the window, and that their blocks lie in
// coeffs.
func (r *mcuRun) check() {
	ok := r.n >= 1 && r.n <= maxBlocks && r.todo >= 0 && r.count < 64 &&
		r.pos >= 0 && r.position() >= -64 && r.beginLimit/8 <= len(r.buf)-windowSlack
	for i := range r.blocks[:r.n] {
		b := &r.blocks[i]
		ok = ok && b.dc != nil && b.ac != nil && b.at >= 0 && b.step >= 0 &&
			uint(b.prediction) < uint(len(r.predictions)) &&
			(r.todo == 0 || b.at+(r.todo-1)*b.step+r.size <= len(r.coeffs))
	}
	if !ok {
		panic("jpeg: internal error: MCUs out of bounds")
	}
}
