package sketch

import (
	"math"
	"math/big"
	"math/bits"
	"sort"
	"strconv"
)

// An Estimate is an estimated quantile. The true quantile differs from Value by
// at most Error, which is 0 if the quantile is exact.
type Estimate struct {
	Value, Error float64
}

// Quantile returns the num/den quantile, 0 <= num <= den. For n sorted values
// x_0 to x_(n-1) it is the value at h = (n-1)·num/den, interpolated linearly
// between the two neighbours of h (Hyndman and Fan, "Sample quantiles in
// statistical packages", 1996, type 7, the default of numpy, pandas and Excel),
// as by Interpolate. Percentile 99.9 is Quantile(999,
// 1000). ok is false if there are no values.
//
// The values of a bin that holds different values are taken to be spread evenly
// over it. Error then bounds the distance from the true value: the width of the
// bin at its ends, half of it in the middle.
func (q *Quantiles) Quantile(num, den uint64) (e Estimate, ok bool) {
	if q.n == 0 || den == 0 || num > den {
		return Estimate{}, false
	}
	i, rest := Rank(q.n, num, den)
	e = q.at(i)
	if rest == 0 {
		return e, true
	}
	next := q.at(i + 1)
	e.Error = max(e.Error, next.Error)
	if next.Value != e.Value {
		e.Value = Interpolate(e.Value, next.Value, rest, den)
	}
	return e, true
}

// Rank returns the rank of the value at or below the num/den quantile of n
// values, 0 <= num <= den, and the quantile's distance to that value: rest/den
// of the way to the next one. There must be a value.
func Rank(n, num, den uint64) (rank, rest uint64) {
	hi, lo := bits.Mul64(n-1, num)
	return bits.Div64(hi, lo, den)
}

// Interpolate returns lo + (hi-lo)·num/den rounded once, for den > 0. Each
// float stands for the decimal that it is written as: a quarter of the way from
// 24.08 to 24.27 is 24.1275.
func Interpolate(lo, hi float64, num, den uint64) float64 {
	a, b := Decimal(lo), Decimal(hi)
	part := new(big.Rat).SetFrac(new(big.Int).SetUint64(num), new(big.Int).SetUint64(den))
	b.Sub(b, a)
	f, _ := a.Add(a, b.Mul(b, part)).Float64()
	return f
}

// Decimal returns the shortest decimal whose nearest float is x, which must be
// finite.
func Decimal(x float64) *big.Rat {
	d, _ := new(big.Rat).SetString(strconv.FormatFloat(x, 'e', -1, 64))
	return d
}

// Bin returns the bin of x_rank, the value with rank values before it in sorted
// order, rank < Count. The bin holds all values x with lo <= x <= hi, and below
// is the number of smaller values. lo equals hi if the bin is known to hold
// equal values only.
func (q *Quantiles) Bin(rank uint64) (lo, hi float64, below uint64) {
	b, below := q.bin(rank)
	lo, hi = q.edges(b.key)
	return lo, hi, below
}

// bin returns the bin of x_i and the number of values below it. The count of
// the bin includes these.
func (q *Quantiles) bin(i uint64) (b bin, below uint64) {
	bins := q.bins()
	k := sort.Search(len(bins), func(k int) bool { return bins[k].count > i })
	if k > 0 {
		below = bins[k-1].count
	}
	return bins[k], below
}

// at estimates x_i.
func (q *Quantiles) at(i uint64) Estimate {
	switch i {
	case 0:
		return Estimate{Value: numberOf(q.lo)}
	case q.n - 1:
		return Estimate{Value: numberOf(q.hi)}
	}
	b, below := q.bin(i)
	lo, hi := q.edges(b.key)
	if lo == hi {
		return Estimate{Value: lo}
	}
	part := (float64(i-below) + 0.5) / float64(b.count-below)
	x := min(lo+float64((hi-lo)*part), hi)
	return Estimate{x, math.Nextafter(max(x-lo, hi-x), math.MaxFloat64)}
}
