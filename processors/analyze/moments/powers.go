package moments

// A survey is what has to be known of a block's mantissas before they are summed.
type survey struct {
	lo, hi           int64 // smallest and largest
	negatives, zeros uint64
}

// surveyOf looks at mantissas, at most blockSize and at least one.
func surveyOf(mants []int64) survey {
	s, n := surveyMany(mants)
	if n == 0 {
		s = survey{lo: mants[0], hi: mants[0]}
	}
	s.addRef(mants[n:])
	return s
}

// sumPowers returns the sums of the powers of d = x - lo for each of mants, at most
// blockSize = 2^10. span is the largest d.
func sumPowers(mants []int64, lo int64, span uint64) sums {
	if span >= 1<<26 {
		return sumPowersRef(mants, lo, span)
	}
	s, n := sumPowersMany(mants, lo)
	if n < len(mants) {
		rest := sumPowersRef(mants[n:], lo, span)
		s.add(&rest)
	}
	return s
}
