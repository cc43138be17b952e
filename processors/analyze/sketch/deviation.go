package sketch

import "math"

// Deviation estimates the median of the absolute deviations from the median.
// The true one differs from it by at most Error. ok is false if there are no
// values.
//
// A value is somewhere in its bin and the median within its own error, so that
// each deviation is between two bounds. The medians of the lower and of the
// upper bounds enclose the true one.
func (q *Quantiles) Deviation() (e Estimate, ok bool) {
	mid, ok := q.Quantile(1, 2)
	if !ok {
		return Estimate{}, false
	}
	from, to := mid.Value-mid.Error, mid.Value+mid.Error
	near := func(lo, hi float64) float64 { return max(0, lo-to, from-hi) }
	far := func(lo, hi float64) float64 { return max(hi-from, to-lo) }
	middle := func(lo, hi float64) float64 { return math.Abs(lo + (hi-lo)/2 - mid.Value) }

	rank, rest := Rank(q.n, 1, 2)
	next := rank
	if rest > 0 {
		next++
	}
	least, most := q.distance(rank, near), q.distance(next, far)
	x := q.distance(rank, middle)
	x += (q.distance(next, middle) - x) / 2
	x = max(least, min(x, most))
	err := max(x-least, most-x)
	return Estimate{x, err + (math.Abs(mid.Value)+x+err)/(1<<50)}, true // as the bounds are rounded
}

// distance returns the distance of the given rank, from 0. A bin's distance is
// a function of its edges that falls up to some bin and grows after it.
func (q *Quantiles) distance(rank uint64, of func(lo, hi float64) float64) float64 {
	bins := q.bins()
	at := func(i int) float64 { return of(q.edges(bins[i].key)) }
	first, last := 0, len(bins)-1
	left, right := at(first), at(last)
	below := uint64(0) // values in bins before first
	for first < last { // the farther one goes, until it is the one
		if left >= right {
			if bins[last].count-bins[first].count <= rank {
				return left
			}
			below = bins[first].count
			first++
			left = at(first)
			continue
		}
		if bins[last-1].count-below <= rank {
			return right
		}
		last--
		right = at(last)
	}
	return left
}
