package sketch

const (
	// placeBatch is the largest number of values that are placed together.
	placeBatch = 512
	// outside is the index of a value that the dense bins do not include.
	outside = 1<<32 - 1
)

// place sets at to the index of each value in the dense bins, or to outside,
// and includes the values in the range of q. at must have the length of values.
func (q *Quantiles) place(at []uint32, values []float64) {
	s := q.placeState()
	n := placeMany(at, values, &s)
	placeRef(at[n:], values[n:], &s)
	q.lo, q.hi, q.differing = s[stateLo], s[stateHi], s[stateDiffering]
}

// A placeState is the part of a Quantiles that place needs.
type placeState [7]uint64

// The elements of a placeState.
const (
	stateShift     = iota // the number of low bits dropped from keys
	stateBase             // the key of the first dense bin
	stateHalf             // half the number of dense bins
	stateReference        // the reference ordinal
	stateLo               // the smallest ordinal
	stateHi               // the largest ordinal
	stateDiffering        // the bits in which any ordinal differs from the reference
)

func (q *Quantiles) placeState() placeState {
	return placeState{uint64(q.shift), q.dense.base, uint64(len(q.dense.counts) / 2), q.reference, q.lo, q.hi, q.differing}
}
