package sketch

import (
	"fmt"
	"math"
	"testing"

	"github.com/zeebo/xxh3"
)

// Rows in any two parts are counted as those in one, and exactly as long as
// there are no more than the limit.
func TestRowsThatRepeatAreCounted(t *testing.T) {
	const limit = 1000
	for _, different := range []int{10, limit, limit + 1, 50_000} {
		whole, parts := NewRows(limit), []*Rows{NewRows(limit), NewRows(limit)}
		repeated := 0
		for i := range different {
			row := fmt.Appendf(nil, "row %d", i)
			for n := range 1 + i%3 {
				whole.Add(row)
				parts[(i+n)%2].Add(row)
				repeated += min(n, 1)
			}
		}
		parts[1].Merge(parts[0])
		n, exact := whole.Duplicates()
		if m, e := parts[1].Duplicates(); m != n || e != exact {
			t.Errorf("%d rows: %d, %t in parts, %d, %t as a whole", different, m, e, n, exact)
		}
		if exact != (different <= limit) || exact && int(n) != repeated {
			t.Errorf("%d rows: %d repeat, exact: %t; want %d", different, n, exact, repeated)
		}
		// Of some 500 to 1000 rows that are kept two in three repeat, by one or
		// two: the standard deviation is below 5 %, and this is four of them.
		if d := float64(n)/float64(repeated) - 1; d < -0.2 || d > 0.2 {
			t.Errorf("%d rows: %d repeat, want about %d", different, n, repeated)
		}
	}
}

// Whoever makes rows whose hashes end alike gets a bad estimate, but no endless
// loop.
func TestRowsWithEqualLowBitsEnd(t *testing.T) {
	r := NewRows(2)
	for hi := range uint64(10) {
		r.counts[xxh3.Uint128{Hi: hi}] = 3
		r.shrink()
	}
	if n, exact := r.Duplicates(); len(r.counts) > 2 || exact || n != math.MaxInt64 {
		t.Errorf("%d rows kept, %d, %t", len(r.counts), n, exact)
	}
}
