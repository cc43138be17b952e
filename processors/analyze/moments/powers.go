package moments

// A survey holds what must be known about the mantissas of a block before they
// are summed.
type survey struct {
	lo, hi           int64 // smallest and largest mantissa
	negatives, zeros uint64
}

// surveyOf returns the survey of mants, at most blockSize and at least one
// mantissa.
func surveyOf(mants []int64) survey {
	s, n := surveyMany(mants)
	if n == 0 {
		s = survey{lo: mants[0], hi: mants[0]}
	}
	s.addRef(mants[n:])
	return s
}

// sumPowers returns the number of mants, at most blockSize = 2^10, and the sums
// of the first to fourth powers of d = x - lo over all x in mants. span is the
// largest d.
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
