package jpeg

import "encoding/binary"

// A bitReader reads the bits of an ecsBuffer.
type bitReader struct {
	// The next bits are the upper count bits of bits, and continue at buf[pos].
	// The lower bits of bits are zero or already those of buf[pos], so that
	// buf[pos] can be or-ed to them again. 8·pos - count bits have been read.
	buf   []byte
	bits  uint64
	count uint64 // 0–63
	pos   int
	// Positions in bits: an MCU may begin at one up to beginLimit, and is valid
	// if it ends at one up to endLimit. len(buf) >= beginLimit/8 +
	// ecsLookahead.
	beginLimit, endLimit int
}

// A runState says why the decoding of a run of MCUs has ended.
type runState int

const (
	runDone      runState = iota // all MCUs of the run are decoded
	runNeedsData                 // the position is above beginLimit: buf must be filled
	runPastEnd                   // an MCU needs bits after endLimit
	runInvalid                   // no Huffman code, or a run of zeros past the block
)

// start begins to read at the front of b, whose segment was just set.
func (r *bitReader) start(b *ecsBuffer) {
	r.buf, r.bits, r.count, r.pos = b.buf, 0, 0, 0
	r.setLimits(b)
}

// fill drops from b what has been read and fills it again.
func (r *bitReader) fill(b *ecsBuffer) {
	b.fill(r.pos)
	r.pos = 0
	r.setLimits(b)
}

func (r *bitReader) setLimits(b *ecsBuffer) {
	r.beginLimit, r.endLimit = 8*b.n, 8*b.n
	if !b.atEnd {
		r.beginLimit -= 8 * ecsLookahead
	}
}

// position returns how many bits of buf have been read.
func (r *bitReader) position() int { return 8*r.pos - int(r.count) }

// refill makes count at least 56.
func (r *bitReader) refill() {
	r.bits |= binary.BigEndian.Uint64(r.buf[r.pos:]) >> (r.count & 63)
	r.pos += int((63 - r.count) >> 3)
	r.count |= 56
}

// skip consumes n bits, at most count.
func (r *bitReader) skip(n uint) {
	r.bits <<= n & 63
	r.count -= uint64(n)
}

// receive returns the next n bits, 1 to 32 and at most count: RECEIVE (T.81
// F.2.2.4).
func (r *bitReader) receive(n uint) int {
	v := r.bits >> (64 - n) // n > 0
	r.skip(n)
	return int(v)
}
