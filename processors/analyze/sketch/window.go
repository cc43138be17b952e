package sketch

// A window counts the bins of keys next to one another in an array, which is faster than
// the slots: most columns have most of their values near together, as far as keys go.
//
// It counts the keys of positive numbers from base on, and those of the negative ones with
// the same absolute values: if o is the ordinal of x, ^o is that of -x.
//
// It is emptied into the slots when they become coarser and before anything is read. What it
// holds is not among the used bins before that, so that there may be more of them for a while.
type window struct {
	base   uint64   // the key that counts[0] is for
	drop   uint     // of its keys
	counts []uint32 // first half: numbers from 0 up; second half: below 0. Empty while the window is closed
	n      uint64   // values added since it was opened or closed
	missed int      // how many of them it did not hold
}

const (
	windowBatch  = 512 // values at a time
	windowFactor = 4   // counts for each allowed bin, in both halves
	outside      = 1<<32 - 1
)

// place sets at to where the window counts each of the values, or outside, and takes account of
// the range of the values. at has the length of values.
func (q *Quantiles) place(at []uint32, values []float64) {
	s := spot{uint64(q.drop), q.window.base, uint64(len(q.window.counts) / 2), q.some, q.lo, q.hi, q.varying}
	n := placeMany(at, values, &s)
	placeRef(at[n:], values[n:], &s)
	q.lo, q.hi, q.varying = s[spotLo], s[spotHi], s[spotVarying]
}

// isWrong says whether another window is likely to hold more, by values enough to pay for it.
func (w *window) isWrong(q *Quantiles) bool {
	if len(w.counts) == 0 {
		return q.drop > 0 && w.n >= windowBatch
	}
	if w.n >= 1<<32-windowBatch {
		return true // its counts may become too large
	}
	return w.missed > windowFactor*len(w.counts) && uint64(w.missed) > w.n/4
}

// openWindow opens a window around the absolute value of an ordinal: most of it below that, as
// there is more of all other values there.
func (q *Quantiles) openWindow(o uint64) {
	q.closeWindow()
	w := &q.window
	size := windowFactor * q.maxBins
	if cap(w.counts) < size {
		w.counts = make([]uint32, size)
	}
	key := max(o, ^o) >> q.drop
	*w = window{base: key - min(key, uint64(size/2/4*3)), drop: q.drop, counts: w.counts[:size]}
}

// closeWindow moves what the window holds to the slots.
func (q *Quantiles) closeWindow() {
	w := q.window
	q.window = window{counts: w.counts[:0]} // first, as the slots may become coarser
	q.absorb(&w)
	clear(w.counts)
}

// take adds what w holds, whose keys are not shorter than q's.
func (q *Quantiles) absorb(w *window) {
	half := len(w.counts) / 2
	for i, n := range w.counts {
		switch {
		case n == 0:
		case i < half:
			q.count((w.base+uint64(i))<<w.drop, uint64(n))
		default:
			q.count(^((w.base + uint64(i-half)) << w.drop), uint64(n))
		}
	}
}
