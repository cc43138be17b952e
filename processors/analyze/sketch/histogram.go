package sketch

import "math"

// A Bucket of a histogram counts the values x with Lo <= x < Hi, or Lo <= x <=
// Hi for the last one.
type Bucket struct {
	Lo, Hi float64
	Count  uint64
}

// Histogram divides the range from the smallest to the largest value into n
// buckets of equal width. There is only one if all values are equal, and none
// if there are no values. A bin that is not exact counts in the bucket of its
// middle.
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

// edge returns the i-th of the n+1 edges of n buckets from lo to hi. hi - lo
// may overflow a float64.
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
