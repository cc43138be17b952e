package analyze

import (
	"fmt"
	"strings"
	"testing"
)

// The number of rows that repeat depends neither on chunks nor on workers, and
// is exact as far as there is a key or few different rows.
func TestDuplicateRowsAreCounted(t *testing.T) {
	var few, many, key strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&few, "%d,\"a\nb%d\"\n", i%700, i%700)
	}
	for i := range 700_000 {
		fmt.Fprintf(&many, "%d,x\n", i/2*2)
		fmt.Fprintf(&key, "%d,x\n", i)
	}
	for _, c := range []struct {
		name, text string
		least      int64
		most       int64
		exact      bool
	}{
		{"few", few.String(), 1300, 1300, true},
		{"a key", key.String(), 0, 0, true},
		{"half of 700,000", many.String(), 350_000, 350_000, true},
		// 1.4 million different rows, a quarter of them three times. A quarter
		// is kept: the standard deviation is 0.3 %, and this is four of them.
		{"many", many.String() + key.String() + strings.ReplaceAll(key.String(), "x", "y"), 691_000, 709_000, false},
	} {
		for _, size := range []int{1000, 0} {
			if len(c.text) > 1<<20 && (size > 0 || testing.Short()) {
				continue // would take a while
			}
			for _, workers := range []int{1, 3} {
				opt := defaults(tempFile(t, "a,b\n"+c.text))
				opt.Profile.Duplicates, opt.ChunkSize = true, size
				r := start(t, opt, workers)
				if len(r.reports) != 1 {
					t.Fatal(r.err)
				}
				n, exact := *r.reports[0].DuplicateRows, *r.reports[0].DuplicateRowsExact
				if n < c.least || n > c.most || exact != c.exact {
					t.Errorf("%s: %d duplicate rows, exact: %t", c.name, n, exact)
				}
			}
		}
	}
}
