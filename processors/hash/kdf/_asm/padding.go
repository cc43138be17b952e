package main

// loopConstants returns the table of constants for iterate: first those of the
// rounds, then those that the schedule adds.
//
// The second block of both hashes is a digest, w[0] to w[7], and a constant
// padding: w[8] is a one and zeros, w[9] to w[14] are zero, w[15] is the length
// of both blocks in bits. So in rounds 8 to 15 the word is part of the
// constant, and rounds 16 to 31 schedule only the words that are not zero.
func (f function) loopConstants() (table []uint64, at loopIndex) {
	w8 := uint64(1) << (f.bits - 1)
	w15 := uint64((16 + 8) * f.bits)
	for r := range f.rounds {
		table = append(table, f.constant(r))
	}
	table[8] += w8
	table[15] += w15
	if f.bits == 32 {
		table[8] &= 1<<32 - 1
		table[15] &= 1<<32 - 1
	}
	entry := func(x uint64) int { table = append(table, x); return len(table) - 1 }
	at.w8, at.w15 = entry(w8), entry(w15)
	at.sigma0w8 = entry(f.smallSigma(w8, f.smallSigma0))
	at.sigma0w15 = entry(f.smallSigma(w15, f.smallSigma0))
	at.sigma1w15 = entry(f.smallSigma(w15, f.smallSigma1))
	return table, at
}

// A loopIndex has the indices of the schedule's constants in the table.
type loopIndex struct{ w8, w15, sigma0w8, sigma0w15, sigma1w15 int }
