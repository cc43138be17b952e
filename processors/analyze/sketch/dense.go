package sketch

// denseBins counts the bins of adjacent keys in an array, which is faster than
// a hash table. Most values of most columns have keys that are close together.
//
// It counts the keys of positive numbers from base on, and those of the
// negative numbers with the same absolute values: if o is the ordinal of x, ^o
// is that of -x.
//
// It is emptied into the table before that becomes coarser and before results
// are computed. Its bins are not counted as used until then, so that there may
// temporarily be more bins than allowed.
type denseBins struct {
	base   uint64   // the key of counts[0]
	shift  uint     // the number of low bits dropped from its keys
	counts []uint32 // first half: positive numbers; second half: negative ones. Empty while closed
	n      uint64   // values added since it was opened or closed
	missed int      // values among them that it does not include
}

// denseFactor is the number of counts for each allowed bin, in both halves
// together.
const denseFactor = 4

// needReopening reports whether other dense bins are likely to include more of
// the values, by enough to be worth the cost of opening them.
func (d *denseBins) needReopening(q *Quantiles) bool {
	if len(d.counts) == 0 {
		return q.shift > 0 && d.n >= placeBatch
	}
	if d.n >= 1<<32-placeBatch {
		return true // counts might overflow
	}
	return d.missed > denseFactor*len(d.counts) && uint64(d.missed) > d.n/4
}

// openDense opens dense bins around the absolute value of an ordinal. Three
// quarters of them are below it, where there is more of any distribution.
func (q *Quantiles) openDense(o uint64) {
	q.closeDense()
	d := &q.dense
	size := denseFactor * q.maxBins
	if cap(d.counts) < size {
		d.counts = make([]uint32, size)
	}
	key := max(o, ^o) >> q.shift
	*d = denseBins{base: key - min(key, uint64(size/2/4*3)), shift: q.shift, counts: d.counts[:size]}
}

// closeDense moves the dense bins to the table.
func (q *Quantiles) closeDense() {
	d := q.dense
	q.dense = denseBins{counts: d.counts[:0]} // first, as the table may become coarser
	q.absorb(&d)
	clear(d.counts)
}

// absorb adds the counts of d, whose keys are at least as long as those of q.
func (q *Quantiles) absorb(d *denseBins) {
	half := len(d.counts) / 2
	for i, n := range d.counts {
		switch {
		case n == 0:
		case i < half:
			q.count((d.base+uint64(i))<<d.shift, uint64(n))
		default:
			q.count(^((d.base + uint64(i-half)) << d.shift), uint64(n))
		}
	}
}
