package sketch

import (
	"cmp"
	"math"
	"slices"
)

// rankOf maps positions to distinct ranks that are spread evenly, even if
// positions are as regular as those of rows of equal length (Fibonacci hashing:
// Knuth, The Art of Computer Programming, volume 3, section 6.4).
func rankOf(position uint64) uint64 { return (position + 1) * golden }

// A sample selects values that are likely to be frequent. Every occurrence of a
// value has a rank, which depends on its position. The sample holds the values
// with the lowest ranks, as many as fit. A value is in it with a probability of
// about 1-exp(-count·limit/2^64), where limit is the lowest rank that does not
// fit (bottom-k sampling: Cohen and Kaplan, "Summarizing data using bottom-k
// sketches", 2007).
//
// A value that does not fit now will not fit later with the same rank, and the
// rank of a value is the minimum over its occurrences. So the sample depends on
// the occurrences only, not on their order.
type sample struct {
	budget int               // bytes for all values kept, by their cost
	bytes  int               // cost of the values in rank, below 1.5 × budget
	limit  uint64            // values with this rank or a higher one do not fit
	rank   map[string]uint64 // the lowest rank of each value
}

func newSample(budget int) sample {
	return sample{budget: budget, limit: math.MaxUint64, rank: map[string]uint64{}}
}

// cost is the approximate memory of a value of that size in the map.
func cost(size int) int { return 64 + size }

// offer adds an occurrence of value.
func (s *sample) offer(rank uint64, value []byte) {
	if rank >= s.limit || len(value) > MaxValue {
		return
	}
	old, ok := s.rank[string(value)]
	switch {
	case !ok:
		s.rank[string(value)] = rank
		s.bytes += cost(len(value))
		if s.bytes >= s.budget/2*3 {
			s.trim()
		}
	case rank < old:
		s.rank[string(value)] = rank
	}
}

// lowerLimit lowers the limit before the values of t are offered, which saves
// most of the offers: even if all of them were empty, only maxCount would fit.
func (s *sample) lowerLimit(t *valueTable) {
	maxCount := s.budget / cost(0)
	if t.count <= maxCount {
		return
	}
	ranks := make([]uint64, 0, t.count)
	for x := range t.all() {
		if x.size() <= MaxValue {
			ranks = append(ranks, x.rank)
		}
	}
	if len(ranks) > maxCount {
		s.limit = min(s.limit, nth(ranks, maxCount))
	}
}

// nth returns the number that would be ranks[n] if ranks were sorted. It sorts
// only those that have the same high bits.
func nth(ranks []uint64, n int) uint64 {
	const shift = 64 - 12
	var counts [1 << 12]int
	for _, r := range ranks {
		counts[r>>shift]++
	}
	high := 0
	for n >= counts[high] {
		n -= counts[high]
		high++
	}
	same := make([]uint64, 0, counts[high])
	for _, r := range ranks {
		if int(r>>shift) == high {
			same = append(same, r)
		}
	}
	slices.Sort(same)
	return same[n]
}

// trim removes the values that do not fit into the budget.
func (s *sample) trim() {
	type item struct {
		value string
		rank  uint64
	}
	items := make([]item, 0, len(s.rank))
	for value, rank := range s.rank {
		if rank < s.limit {
			items = append(items, item{value, rank})
		} else {
			s.remove(value)
		}
	}
	if s.bytes <= s.budget {
		return
	}
	slices.SortFunc(items, func(a, b item) int { return cmp.Compare(a.rank, b.rank) })
	used, fits := 0, true
	for _, x := range items {
		used += cost(len(x.value))
		if fits && used > s.budget {
			fits, s.limit = false, x.rank
		}
		if !fits {
			s.remove(x.value)
		}
	}
}

func (s *sample) remove(value string) {
	s.bytes -= cost(len(value))
	delete(s.rank, value)
}

func (s *sample) merge(o *sample) {
	s.limit = min(s.limit, o.limit)
	for value, rank := range o.rank {
		s.offer(rank, []byte(value))
	}
}
