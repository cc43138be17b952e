package profile

import (
	"math"
	"math/big"
	"slices"
	"sort"

	"fanout/processors/analyze/moments"
	"fanout/processors/analyze/number"
	"fanout/processors/analyze/sketch"
)

// maxFloatInteger is the number up to which a float64 holds every integer. Bins
// hold floats, so that the quantiles of longer integers need more than bins.
var maxFloatInteger = big.NewInt(1 << 53)

// isLong reports whether there are integers that floats may not hold.
func isLong(sum *moments.Summary) bool {
	return sum.Min.Mant != nil &&
		(sum.Min.At(0).CmpAbs(maxFloatInteger) > 0 || sum.Max.At(0).CmpAbs(maxFloatInteger) > 0)
}

// spacing returns the distance between the floats next to d; +Inf where there
// are none.
func spacing(d number.Decimal) float64 {
	f := math.Abs(d.Float64())
	return math.Nextafter(f, math.Inf(1)) - f
}

// reportIntegers writes the quantiles of integers, all of which are in values.
// A quantile that is an integer is written as one, another as the nearest
// float.
func (c *Column) reportIntegers(opt *Options, parser *number.Parser, values *sketch.Values) {
	type counted struct {
		value *big.Int
		upTo  uint64 // number of values up to and including it
	}
	var all []counted
	for text, n := range values.All() {
		all = append(all, counted{parser.Big(text).At(0), n})
	}
	slices.SortFunc(all, func(a, b counted) int { return a.value.Cmp(b.value) })
	for i := range all[1:] {
		all[i+1].upTo += all[i].upTo
	}
	value := func(rank uint64) *big.Int {
		return all[sort.Search(len(all), func(i int) bool { return all[i].upTo > rank })].value
	}
	for i, q := range opt.Quantiles {
		at, rest := sketch.Rank(all[len(all)-1].upTo, q.Num, q.Den)
		x := new(big.Rat).SetInt(value(at))
		if rest > 0 {
			step := new(big.Rat).SetInt(value(at + 1))
			part := new(big.Rat).SetFrac(new(big.Int).SetUint64(rest), new(big.Int).SetUint64(q.Den))
			x.Add(x, part.Mul(part, step.Sub(step, x)))
		}
		if x.IsInt() {
			c.Quantiles[i].Value = decimalScalar(number.Decimal{Mant: x.Num()})
		} else {
			f, _ := x.Float64()
			c.Quantiles[i].Value = floatScalar(f)
		}
	}
	c.setQuantilesError(true, 0)
}
