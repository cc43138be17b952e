package sketch

import (
	"bytes"
	"cmp"
	"math"
	"slices"
)

// An estimator estimates counts from a Count-Min sketch.
type estimator struct {
	f      *countMin
	median [freqRows]uint64 // median counter of each row: what other values add to one
	noise  uint64           // what they add beyond that to one counter in 20
}

func newEstimator(f *countMin) *estimator {
	e := &estimator{f: f}
	row := make([]uint64, f.row)
	for r := range freqRows {
		for i := range row {
			row[i] = f.at(r*f.row + i)
		}
		slices.Sort(row)
		e.median[r] = row[len(row)/2]
		e.noise = max(e.noise, row[len(row)*19/20]-e.median[r])
	}
	return e
}

// count estimates how often a value occurs: its smallest counter, minus what
// other values add to the median counter. It is 0 if the difference may be
// chance: a value that does not occur exceeds the noise in all rows with
// probability 20^-4.
func (e *estimator) count(hash uint64) uint64 {
	n := uint64(math.MaxUint64)
	for r, median := range e.median {
		cell := e.f.at(e.f.cell(hash, r))
		n = min(n, cell-min(cell, median))
	}
	if n <= e.noise {
		return 0
	}
	return n
}

// Counted is a value and the number of its occurrences.
type Counted struct {
	Value []byte
	Count uint64
}

// compareCounted orders values by descending count, and equally frequent ones
// by their bytes.
func compareCounted(a, b Counted) int {
	if c := cmp.Compare(b.Count, a.Count); c != 0 {
		return c
	}
	return bytes.Compare(a.Value, b.Value)
}

// Top returns the n most frequent values by descending count, and equally
// frequent ones in the order of their bytes.
//
// Beyond the exact regime the counts are estimates, and so is the choice: a
// value that makes up 0.3 % of the column is missing once in 10,000 times, one
// that makes up 0.1 % once in 20. Values whose counts may be chance are left
// out: the result is empty if nearly all values are different.
func (v *Values) Top(n int) (top []Counted, exact bool) {
	best := best{n: n}
	if v.Exact() {
		for value, count := range v.All() {
			best.offer(value, count)
		}
		return best.sorted(), true
	}
	e := newEstimator(&v.approx.freq)
	v.approx.sample.trim()
	for value := range v.approx.sample.rank {
		b := []byte(value)
		if count := e.count(hashOf(b, 0, len(b))); count > 0 {
			best.offer(b, count)
		}
	}
	return best.sorted(), false
}

// best keeps the first n of the offered values in the order of compareCounted.
type best struct {
	n        int
	kept     []Counted
	minCount uint64 // there are n values with this count or a higher one
}

func (b *best) offer(value []byte, count uint64) {
	if b.n <= 0 || count < b.minCount {
		return
	}
	b.kept = append(b.kept, Counted{bytes.Clone(value), count})
	if len(b.kept) >= 2*b.n+64 {
		b.sorted()
	}
}

// sorted drops all but the first n values and returns them in order.
func (b *best) sorted() []Counted {
	slices.SortFunc(b.kept, compareCounted)
	if len(b.kept) >= b.n {
		b.kept = b.kept[:b.n]
		if b.n > 0 {
			b.minCount = b.kept[b.n-1].Count
		}
	}
	return b.kept
}
