package sketch

import (
	"maps"
	"math"
	"math/bits"

	"github.com/zeebo/xxh3"
)

// Rows counts rows that occur more than once, in bounded memory. It knows them
// by 128-bit hashes: of a billion different rows the odds are below 10^-20 that
// two have the same.
//
// This is distinct sampling (Gibbons, "Distinct sampling for highly-accurate
// answers to distinct values queries", 2001): kept are the rows whose hashes
// end with shift zero bits, and how often each occurs. shift is the smallest
// for which no more rows are kept than the limit allows, so that it depends on
// the union of all rows alone. As long as it is 0 all is exact.
type Rows struct {
	limit  int
	shift  uint
	counts map[xxh3.Uint128]uint64
}

// RowBytes is how much memory a row takes that is kept, at most.
const RowBytes = 64

// NewRows returns a Rows that keeps up to limit different rows.
func NewRows(limit int) *Rows {
	return &Rows{limit: limit, counts: map[xxh3.Uint128]uint64{}}
}

// Add counts a row, given as bytes that no other row has.
func (r *Rows) Add(row []byte) {
	h := xxh3.Hash128(row)
	if r.sampled(h) {
		r.counts[h]++
		r.shrink()
	}
}

// sampled reports whether a row is one of those that are kept.
func (r *Rows) sampled(h xxh3.Uint128) bool {
	zeros := uint(bits.TrailingZeros64(h.Lo))
	if h.Lo == 0 {
		zeros += uint(bits.TrailingZeros64(h.Hi))
	}
	return zeros >= r.shift
}

// shrink keeps fewer rows if there are more than the limit. It ends for any
// hashes, also for rows made to have the same low bits: with more than 127 zero
// bits there is one hash.
func (r *Rows) shrink() {
	for len(r.counts) > r.limit {
		r.thin(r.shift + 1)
	}
}

// thin keeps only what a higher shift samples.
func (r *Rows) thin(shift uint) {
	r.shift = shift
	maps.DeleteFunc(r.counts, func(h xxh3.Uint128, _ uint64) bool { return !r.sampled(h) })
}

// Merge adds the rows of o, which is not to be used afterwards.
func (r *Rows) Merge(o *Rows) {
	if o.shift > r.shift {
		r.thin(o.shift)
	}
	for h, n := range o.counts {
		if r.sampled(h) {
			r.counts[h] += n
			r.shrink()
		}
	}
}

// Duplicates returns how many rows are equal to an earlier one, and whether
// that is exact. An estimate that no integer holds is the highest one.
func (r *Rows) Duplicates() (n uint64, exact bool) {
	for _, count := range r.counts {
		n += count - 1
	}
	if r.shift > uint(bits.LeadingZeros64(n)) {
		return math.MaxInt64, false
	}
	return min(n<<r.shift, math.MaxInt64), r.shift == 0
}
