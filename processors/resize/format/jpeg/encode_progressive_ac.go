package jpeg

import "math/bits"

// An acEncoder makes the tokens of an AC scan. Consecutive blocks that end
// early make an end-of-band run.
type acEncoder struct {
	*Encoder
	scan
	ac     token // of symbol 0 of the AC table
	eobRun int   // blocks in the current run, which has no token yet
	// correction has the correction bits of the blocks in the run, which follow
	// the run's token.
	correction []token
}

// maxEOBRun is the limit of a run, an eighth of what T.81 allows, so that its
// length has 11 additional bits (tokenBits).
const maxEOBRun = 1<<12 - 1

// putEOBRun ends the run, if there is one, with its token EOBn (T.81 G.1.2.2).
func (a *acEncoder) putEOBRun() {
	if a.eobRun == 0 {
		return
	}
	n := bits.Len(uint(a.eobRun)) - 1
	a.put(a.ac | newToken(n<<4, uint32(a.eobRun)&(1<<n-1)))
	for _, t := range a.correction {
		a.rawBits += int(t.index() - indexRaw)
		a.keep(t)
	}
	a.correction = a.correction[:0]
	a.eobRun = 0
}

// endBlock adds a block to the run.
func (a *acEncoder) endBlock() {
	if a.eobRun++; a.eobRun == maxEOBRun {
		a.putEOBRun()
	}
}

// encodeFirst makes the tokens of a block in the first scan of its coefficients
// (T.81 G.1.2.2). nonzero is the bitmap of those that are not zero in it.
func (a *acEncoder) encodeFirst(coeffs *[64]int16, nonzero uint64) {
	if nonzero == 0 {
		a.endBlock()
		return
	}
	a.putEOBRun()
	before := a.ss - 1
	for m := nonzero; m != 0; m &= m - 1 {
		k := bits.TrailingZeros64(m)
		zeros := k - before - 1
		before = k
		for ; zeros > 15; zeros -= 16 {
			a.put(a.ac | symbolZRL)
		}
		// The point transform of AC coefficients rounds towards 0 (T.81
		// G.1.2.2).
		v := int(abs(coeffs[k&63]) >> a.al)
		if coeffs[k&63] < 0 {
			v = -v
		}
		a.put(a.ac | token(zeros<<4) | valueToken(v))
	}
	if before < a.se {
		a.endBlock()
	}
}

// encodeRefine makes the tokens of a block in a refinement scan (T.81 G.1.2.3).
// nonzero is the bitmap of the coefficients that are not zero with the scan's
// bit, and old that of those that are not zero without it: they get a
// correction bit.
func (a *acEncoder) encodeRefine(coeffs *[64]int16, nonzero, old uint64) {
	lastNew := 63 - bits.LeadingZeros64(nonzero&^old) // -1 if there is none
	zeros, before := 0, a.ss-1
	var correction uint64 // the correction bits since the last token
	n := 0                // how many they are
	for m := nonzero; m != 0; m &= m - 1 {
		k := bits.TrailingZeros64(m)
		zeros += k - before - 1
		before = k
		for zeros > 15 && k <= lastNew {
			a.putEOBRun()
			a.put(a.ac | symbolZRL)
			a.putRaw(correction, n)
			correction, n = 0, 0
			zeros -= 16
		}
		if old>>k&1 != 0 {
			correction = correction<<1 | uint64(abs(coeffs[k&63])>>a.al&1)
			n++
			continue
		}
		a.putEOBRun()
		positive := ^uint32(coeffs[k&63]) >> 15 & 1
		a.put(a.ac | newToken(zeros<<4|1, positive))
		a.putRaw(correction, n)
		correction, n = 0, 0
		zeros = 0
	}
	if before < a.se || zeros > 0 || n > 0 {
		a.correction = appendRaw(a.correction, correction, n)
		a.endBlock()
	}
}

// appendRaw appends tokens of the low n bits of v without a symbol.
func appendRaw(tokens []token, v uint64, n int) []token {
	for n > 0 {
		part := min(n, 16)
		n -= part
		tokens = append(tokens, newToken(indexRaw+part, uint32(v>>n)&(1<<part-1)))
	}
	return tokens
}
