package profile

import (
	"cmp"
	"math/big"
	"slices"
	"sort"

	"fanout/processors/analyze/number"
	"fanout/processors/analyze/sketch"
)

// A distribution is the different finite numbers of a column in order, or its
// dates and times in seconds. There is at least one.
type distribution struct {
	floats []float64        // the nearest floats
	long   []number.Decimal // the values; nil: each is what its float is written as
	upTo   []uint64         // how many values there are up to and including each
}

// distribution returns the distribution of the column's values, which bins
// holds as floats: nil if neither the bins nor the table of values is exact.
// long says that floats may not hold the values.
func (c *accumulator) distribution(bins *sketch.Quantiles, long bool) *distribution {
	switch {
	case bins.Exact() && !long:
		d := &distribution{}
		d.floats, d.upTo = bins.Values()
		return d
	case c.values.Exact():
		return c.tabled(long)
	}
	return nil
}

// tabled returns the distribution of the values in the table.
func (c *accumulator) tabled(long bool) *distribution {
	type counted struct {
		float float64
		long  number.Decimal
		n     uint64
	}
	var all []counted
	for text, n := range c.values.All() {
		v, class := c.rest.parser.Parse(text)
		x := counted{n: n}
		switch class {
		case number.Int, number.Float:
			x.float = v.Float64()
		case number.BigInt, number.BigFloat: // long is set
		case number.Date, number.DateTime, number.ZonedTime:
			v = secondsOf(v, class)
			x.float = v.Float64()
		default:
			continue
		}
		if long {
			x.long = v.Decimal()
			if class == number.BigInt || class == number.BigFloat {
				x.long = c.rest.parser.Big(text)
				x.float = x.long.Float64()
			}
		}
		all = append(all, x)
	}
	slices.SortFunc(all, func(a, b counted) int {
		if a.float == b.float && long {
			return a.long.Cmp(b.long)
		}
		return cmp.Compare(a.float, b.float)
	})
	d := &distribution{}
	sum := uint64(0)
	for _, x := range all {
		sum += x.n
		d.floats, d.upTo = append(d.floats, x.float), append(d.upTo, sum)
		if long {
			d.long = append(d.long, x.long)
		}
	}
	return d
}

func (d *distribution) count() uint64 { return d.upTo[len(d.upTo)-1] }

// index returns the index of the value of a rank, from 0.
func (d *distribution) index(rank uint64) int {
	return sort.Search(len(d.upTo), func(i int) bool { return d.upTo[i] > rank })
}

func (d *distribution) value(i int) figure {
	if d.long != nil {
		return longFigure(d.long[i])
	}
	return figure{x: sketch.Decimal(d.floats[i])}
}

// quantile returns the num/den quantile: see [sketch.Quantiles.Quantile].
func (d *distribution) quantile(num, den uint64) figure {
	at, rest := sketch.Rank(d.count(), num, den)
	x := d.value(d.index(at))
	if rest > 0 {
		x = x.towards(d.value(d.index(at+1)), rest, den)
	}
	return x
}

// below returns how many values are below x or, if orEqual is set, equal to it.
func (d *distribution) below(x *big.Rat, orEqual bool) uint64 {
	near, _ := x.Float64()
	i := sort.Search(len(d.floats), func(i int) bool {
		if f := d.floats[i]; f != near {
			return f > near // rounding keeps the order
		}
		c := d.value(i).x.Cmp(x)
		return c > 0 || c == 0 && !orEqual
	})
	if i == 0 {
		return 0
	}
	return d.upTo[i-1]
}

// deviation returns the median of the values' distances from their median.
func (d *distribution) deviation() figure {
	mid := d.quantile(1, 2)
	at, rest := sketch.Rank(d.count(), 1, 2)
	x := d.distance(mid, at)
	if rest > 0 {
		x = x.towards(d.distance(mid, at+1), rest, 2)
	}
	return x
}

// distance returns the value's distance from mid that has the given rank among
// all distances, from 0.
func (d *distribution) distance(mid figure, rank uint64) figure {
	reaches := func(far figure) bool { // more than rank values are within that distance
		from, to := new(big.Rat).Sub(mid.x, far.x), new(big.Rat).Add(mid.x, far.x)
		return d.below(to, true)-d.below(from, false) > rank
	}
	left := func(i int) figure { return mid.minus(d.value(i)) }
	right := func(i int) figure { return d.value(i).minus(mid) }

	// The distances of the values up to mid fall, those of the others grow.
	n := len(d.floats)
	split := sort.Search(n, func(i int) bool { return d.value(i).x.Cmp(mid.x) > 0 })
	i := sort.Search(split, func(i int) bool { return !reaches(left(i)) }) - 1
	j := split + sort.Search(n-split, func(j int) bool { return reaches(right(split + j)) })
	switch {
	case i < 0:
		return right(j)
	case j < n && right(j).x.Cmp(left(i).x) < 0:
		return right(j)
	}
	return left(i)
}

// histogram divides the range of the values into n buckets of equal width, as
// sketch.Quantiles.Histogram does.
func (d *distribution) histogram(n int) (edges []figure, counts []uint64) {
	lo, hi := d.value(0), d.value(len(d.floats)-1)
	if lo.x.Cmp(hi.x) == 0 {
		return []figure{lo, hi}, []uint64{d.count()}
	}
	edges = append(edges, lo)
	before := uint64(0)
	for i := 1; i < n; i++ {
		edge := lo.towards(hi, uint64(i), uint64(n))
		edge.digits = 0
		upTo := d.below(edge.x, false)
		edges, counts = append(edges, edge), append(counts, upTo-before)
		before = upTo
	}
	return append(edges, hi), append(counts, d.count()-before)
}
