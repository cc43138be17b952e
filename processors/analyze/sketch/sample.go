package sketch

import (
	"cmp"
	"math"
	"slices"
)

// rankOf shuffles positions: another rank for each, spread evenly, also where
// positions are as regular as those of rows of equal length (Fibonacci hashing: Knuth,
// volume 3, section 6.4).
func rankOf(position uint64) uint64 { return (position + 1) * 0x9e3779b97f4a7c15 }

// A sample chooses values that are likely to be frequent. Every occurrence of a value
// has a rank by its position; the sample is the values with the lowest ranks, as many
// as fit. So a value is in it with probability 1-exp(-count·limit/2^64), about, where
// limit is the lowest rank that does not fit (sampling proportional to size without
// replacement, Cohen and Kaplan 2007).
//
// A value that does not fit now will not fit later with the same rank, and ranks
// are minima: the sample depends on the occurrences only, not on their order.
type sample struct {
	budget int               // bytes for all values kept, by their cost
	bytes  int               // cost of what is in rank, below one and a half of the budget
	limit  uint64            // values of this rank or above do not fit
	rank   map[string]uint64 // the lowest rank of each value
}

func newSample(budget int) sample {
	return sample{budget: budget, limit: math.MaxUint64, rank: map[string]uint64{}}
}

// cost is about what a value takes in the map.
func cost(size int) int { return 64 + size }

// offer takes an occurrence of value into account.
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

// expect lowers the limit to what t's values leave of it, to spare most of their offers: even if
// they were empty, so many and no more would fit.
func (s *sample) expect(t *table) {
	most := s.budget / cost(0)
	if t.count <= most {
		return
	}
	ranks := make([]uint64, 0, t.count)
	for x := range t.all() {
		if x.size() <= MaxValue {
			ranks = append(ranks, x.rank)
		}
	}
	if len(ranks) > most {
		s.limit = min(s.limit, nth(ranks, most))
	}
}

// nth returns the number that would be ranks[n] in order. It sorts only those with the same
// high bits.
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

// trim drops what does not fit into the budget.
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
			s.drop(value)
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
			s.drop(x.value)
		}
	}
}

func (s *sample) drop(value string) {
	s.bytes -= cost(len(value))
	delete(s.rank, value)
}

func (s *sample) merge(o *sample) {
	s.limit = min(s.limit, o.limit)
	for value, rank := range o.rank {
		s.offer(rank, []byte(value))
	}
}
