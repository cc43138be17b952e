package jpeg

import "math/bits"

// A runWriter makes the tokens of an AC scan, in which blocks without any more
// coefficients are counted.
type runWriter struct {
	*Encoder
	scan
	ac  token // of the AC table's symbol 0
	run int   // blocks that have ended and for which there is no token yet
	// pending has the bits of older coefficients in the run's blocks, which
	// follow the run's token.
	pending []token
}

// maxRun is the longest run of blocks in one token, an eighth of what T.81
// allows: so it has 11 bits (tokenBits).
const maxRun = 1<<12 - 1

// flush ends the run (T.81, G.1.2.2).
func (r *runWriter) flush() {
	if r.run == 0 {
		return
	}
	n := bits.Len(uint(r.run)) - 1
	r.put(r.ac | newToken(n<<4, uint32(r.run)&(1<<n-1)))
	r.tokens = append(r.tokens, r.pending...)
	r.pending = r.pending[:0]
	r.run = 0
}

// endBlock makes a block's end part of the run.
func (r *runWriter) endBlock() {
	if r.run++; r.run == maxRun {
		r.flush()
	}
}

// first makes the tokens of a block of which nothing has been sent (T.81,
// G.1.2.2). all is the bitmap of its coefficients in the scan.
func (r *runWriter) first(coeffs *[64]int16, all uint64) {
	if all == 0 {
		r.endBlock()
		return
	}
	r.flush()
	before := r.scan.first - 1
	for m := all; m != 0; m &= m - 1 {
		k := bits.TrailingZeros64(m)
		zeros := k - before - 1
		before = k
		for ; zeros > 15; zeros -= 16 {
			r.put(r.ac | symbolZeros)
		}
		// Without its low bits, a coefficient is rounded towards 0.
		v := int(abs(coeffs[k&63]) >> r.low)
		if coeffs[k&63] < 0 {
			v = -v
		}
		r.put(r.ac | token(zeros<<4) | magnitude(v))
	}
	if before < r.last {
		r.endBlock()
	}
}

// refine makes the tokens of one more bit of a block (T.81, G.1.2.3). all is
// the bitmap of its coefficients with that bit, old that of those without it:
// they have been sent before.
func (r *runWriter) refine(coeffs *[64]int16, all, old uint64) {
	lastFresh := 63 - bits.LeadingZeros64(all&^old) // -1 if there is none
	zeros, before := 0, r.scan.first-1
	var more uint64 // the bits of old coefficients since the last token
	moreBits := 0
	for m := all; m != 0; m &= m - 1 {
		k := bits.TrailingZeros64(m)
		zeros += k - before - 1
		before = k
		for zeros > 15 && k <= lastFresh {
			r.flush()
			r.put(r.ac | symbolZeros)
			r.tokens = appendRaw(r.tokens, more, moreBits)
			more, moreBits = 0, 0
			zeros -= 16
		}
		if old>>k&1 != 0 {
			more = more<<1 | uint64(abs(coeffs[k&63])>>r.low&1)
			moreBits++
			continue
		}
		r.flush()
		positive := ^uint32(coeffs[k&63]) >> 15 & 1
		r.put(r.ac | newToken(zeros<<4|1, positive))
		r.tokens = appendRaw(r.tokens, more, moreBits)
		more, moreBits = 0, 0
		zeros = 0
	}
	if before < r.last || zeros > 0 || moreBits > 0 {
		r.pending = appendRaw(r.pending, more, moreBits)
		r.endBlock()
	}
}

// appendRaw appends the low n bits of v without a symbol.
func appendRaw(tokens []token, v uint64, n int) []token {
	for n > 0 {
		part := min(n, 16)
		n -= part
		tokens = append(tokens, newToken(indexRaw+part, uint32(v>>n)&(1<<part-1)))
	}
	return tokens
}
