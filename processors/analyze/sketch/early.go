package sketch

import "math/bits"

// earlyFactor is how many early values there are for each allowed bin.
const earlyFactor = 4

// addEarly keeps values until there are many. While the first values arrive,
// bins become coarser a dozen times; many values at once say how coarse they
// have to be.
func (q *Quantiles) addEarly(values []float64) {
	for _, x := range values {
		o := ordinalOf(x)
		q.lo, q.hi = min(q.lo, o), max(q.hi, o)
		q.differing |= o ^ q.reference
		q.early = append(q.early, o)
	}
	if len(q.early) >= earlyFactor*q.maxBins {
		q.endEarly()
	}
}

// endEarly counts the early values. Whatever asks for counts does so first.
func (q *Quantiles) endEarly() {
	if q.late {
		return
	}
	q.late = true
	keys := radixSort(q.early)
	q.early = nil
	if len(keys) == 0 {
		return
	}
	if more := bitsToDrop(keys, q.maxBins); more > q.shift {
		q.dropBits(more - q.shift)
	}
	n := uint64(0)
	for i, k := range keys {
		n++
		if i+1 == len(keys) || keys[i+1]>>q.shift != k>>q.shift {
			q.count(k, n)
			n = 0
		}
	}
}

// bitsToDrop returns the smallest number of low bits without which sorted keys
// are at most maxBins different ones. In order, keys i-1 and i remain different
// unless at least as many bits are dropped as their exclusive or has.
func bitsToDrop(keys []uint64, maxBins int) (n uint) {
	var differ [65]int
	for i, k := range keys[1:] {
		differ[bits.Len64(k^keys[i])]++
	}
	remaining := len(keys) - differ[0]
	for remaining > maxBins {
		n++
		remaining -= differ[n]
	}
	return n
}
