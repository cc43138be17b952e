package sketch

import "math"

// A Bucket of a histogram counts lo <= x < hi, and x = hi too in the last one.
type Bucket struct {
	Lo, Hi float64
	Count  uint64
}

// Histogram cuts the range from the smallest to the largest value into n
// buckets of equal width; if all values are equal there is one. A bin that is
// not exact counts where its middle is.
func (q *Quantiles) Histogram(n int) []Bucket {
	if q.n == 0 || n < 1 {
		return nil
	}
	lo, hi := numberOf(q.lo), numberOf(q.hi)
	if lo == hi {
		return []Bucket{{lo, hi, q.n}}
	}
	buckets := make([]Bucket, n)
	for i := range buckets {
		buckets[i].Lo = edge(lo, hi, i, n)
		buckets[i].Hi = edge(lo, hi, i+1, n)
	}
	i, before := 0, uint64(0)
	for _, b := range q.bins() {
		from, to := q.edges(b.key)
		x := from + (to-from)/2
		for i < n-1 && x >= buckets[i].Hi {
			i++
		}
		buckets[i].Count += b.count - before
		before = b.count
	}
	return buckets
}

// edge is the i-th of n edges from lo on; hi - lo may be more than a float
// holds.
func edge(lo, hi float64, i, n int) float64 {
	if i == n {
		return hi
	}
	part := float64(i) / float64(n)
	if width := hi - lo; !math.IsInf(width, 0) {
		return lo + float64(width*part)
	}
	return 2 * (lo/2 + float64((hi/2-lo/2)*part))
}
