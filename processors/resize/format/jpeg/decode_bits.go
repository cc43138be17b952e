package jpeg

import "encoding/binary"

// A bitReader reads bits from a window.
type bitReader struct {
	// The next bits are at the top of bits, count of them, and go on at buf[pos].
	// What bits holds below them is of buf[pos] as well, so that or-ing buf[pos]
	// to it changes nothing. The position in the stream is 8·pos - count.
	buf   []byte
	bits  uint64
	count uint64 // 0–63
	pos   int
	// An MCU begins at a position up to beginLimit, and is good if it ends at one
	// up to endLimit. len(buf) >= beginLimit/8 + windowSlack.
	beginLimit, endLimit int
}

// A runState says why the decoding of a run of MCUs has ended.
type runState int

const (
	runDone   runState = iota // none is left
	runHungry                 // beginLimit is passed
	runEnded                  // an MCU goes beyond endLimit
	runBroken                 // no code, or a run of zeros beyond the block
)

// attach begins to read at the window's start.
func (r *bitReader) attach(w *window) {
	r.buf, r.bits, r.count, r.pos = w.buf, 0, 0, 0
	r.limit(w)
}

// feed fills the window again.
func (r *bitReader) feed(w *window) {
	w.fill(r.pos)
	r.pos = 0
	r.limit(w)
}

func (r *bitReader) limit(w *window) {
	r.beginLimit, r.endLimit = 8*w.n, 8*w.n
	if !w.last {
		r.beginLimit -= 8 * windowSlack
	}
}

// position returns how many bits of buf have been taken.
func (r *bitReader) position() int { return 8*r.pos - int(r.count) }

// refill makes count at least 56.
func (r *bitReader) refill() {
	r.bits |= binary.BigEndian.Uint64(r.buf[r.pos:]) >> (r.count & 63)
	r.pos += int((63 - r.count) >> 3)
	r.count |= 56
}

func (r *bitReader) drop(n uint) {
	r.bits <<= n & 63
	r.count -= uint64(n)
}

// take returns the next n bits, 1 to 32, of those that are there.
func (r *bitReader) take(n uint) int {
	v := r.bits >> (64 - n) // n > 0
	r.drop(n)
	return int(v)
}
