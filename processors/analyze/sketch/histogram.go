package sketch

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
		buckets[i].Lo = Interpolate(lo, hi, uint64(i), uint64(n))
		buckets[i].Hi = Interpolate(lo, hi, uint64(i+1), uint64(n))
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
