package jpeg

// An mcuRun decodes runs of MCUs of a sequential scan into coefficients. The
// assembly depends on its layout.
type mcuRun struct {
	bitReader
	remaining int // MCUs to decode
	// end is the zigzag index after the last coefficient that is needed; the
	// others are skipped. index maps a zigzag index to the coefficient's index
	// in its block, and one that is not needed to 0, which the DC coefficient
	// overwrites.
	end    int
	index  *[256]uint8
	coeffs []int16
	n      int // blocks in an MCU
	blocks [maxBlocks]mcuBlock
	// pred has the DC predictions of the components (PRED, T.81 F.1.1.5.1), of
	// which the lower 16 bits count.
	pred      [4]int
	blockSize int // coefficients in a block
}

// An mcuBlock is one of the blocks of an MCU.
type mcuBlock struct {
	dc        *dcTable
	ac        *acTable
	offset    int // in coeffs, of this block in the next MCU; it is zeroed
	stride    int // from MCU to MCU
	component int // index in pred
}

// blockIndex has the index of an mcuRun for blocks of k×k coefficients, and
// zigzagEnd its end. lowFrequencies has the zigzag indices of these
// coefficients, as a bitmap.
var blockIndex, zigzagEnd, lowFrequencies = func() (index [9][256]uint8, end [9]int, low [9]uint64) {
	for _, k := range []int{1, 2, 4, 8} {
		for z, n := range zigzag {
			if x, y := int(n)%8, int(n)/8; x < k && y < k {
				index[k][z] = uint8(y*k + x)
				end[k] = z + 1
				low[k] |= 1 << z
			}
		}
	}
	return
}()

// runRef is the definition of run: it decodes MCUs until remaining is 0 or
// something else ends the run. After an MCU that is not valid, its
// coefficients, the offsets and pred are undefined.
func (r *mcuRun) runRef() runState {
	for ; r.remaining > 0; r.remaining-- {
		if r.position() > r.beginLimit {
			return runNeedsData
		}
		for i := range r.blocks[:r.n] {
			b := &r.blocks[i]
			block := r.coeffs[b.offset:]
			b.offset += b.stride
			if !r.decodeBlock(b, block) {
				if r.position() > r.endLimit {
					return runPastEnd
				}
				return runInvalid
			}
		}
		if r.position() > r.endLimit {
			return runPastEnd
		}
	}
	return runDone
}

// decodeBlock decodes a block (T.81 F.2.2) and reports whether it is valid. A
// code with its additional bits has at most 31 bits, and a skip at most 28, of
// the 56 after a refill. Whatever the bits are, each step takes at least one
// coefficient, so that a block has at most maxBlockBits.
func (r *mcuRun) decodeBlock(b *mcuBlock, block []int16) bool {
	r.refill()
	e := b.dc.lookup(r.bits)
	if e == 0 {
		return false
	}
	r.pred[b.component] += e.receiveExtend(r.bits)
	r.skip(e.length())

	k := 1 // zigzag index of the next coefficient, or at least endOfBlock
	for k < r.end {
		r.refill()
		e := b.ac.lookup(r.bits)
		if e == 0 {
			return false
		}
		k += int(e.advance())
		block[r.index[k-1]] = int16(e.receiveExtend(r.bits))
		r.skip(e.length())
	}
	block[0] = int16(r.pred[b.component])
	for k < 64 {
		r.refill()
		s := uint(b.ac.skip[r.bits>>(64-skipBits)])
		next := k + int(s>>8)
		if next&64 == 0 { // below 64, or from 128 to 191 at the end of the block
			k = next
			r.skip(s & 63)
			continue
		}
		// Not all of these codes belong to this block, or the first one is
		// long.
		e := b.ac.lookup(r.bits)
		if e == 0 {
			return false
		}
		k += int(e.advance())
		r.skip(e.length())
	}
	return k == 64 || k >= endOfBlock
}

// check panics unless the conditions hold that an implementation without bounds
// checks relies on: whatever MCUs may read is in buf, and their blocks are in
// coeffs.
func (r *mcuRun) check() {
	ok := r.n >= 1 && r.n <= maxBlocks && r.remaining >= 0 && r.count < 64 &&
		r.pos >= 0 && r.position() >= -64 && r.beginLimit/8 <= len(r.buf)-ecsLookahead
	for i := range r.blocks[:r.n] {
		b := &r.blocks[i]
		ok = ok && b.dc != nil && b.ac != nil && b.offset >= 0 && b.stride >= 0 &&
			uint(b.component) < uint(len(r.pred)) &&
			(r.remaining == 0 || b.offset+(r.remaining-1)*b.stride+r.blockSize <= len(r.coeffs))
	}
	if !ok {
		panic("jpeg: internal error: MCUs out of bounds")
	}
}
