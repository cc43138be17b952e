package profile

import (
	"math"
	"math/big"

	"fanout/processors/analyze/moments"
	"fanout/processors/analyze/sketch"
)

// histogramBuckets is how many buckets a histogram has; few enough to be drawn
// in a table.
const histogramBuckets = 20

// reportSpread writes quantiles, what follows from them, and the histogram: as
// d has them or, if that is nil, as bins estimates them.
func (c *Column) reportSpread(opt *Options, d *distribution, bins *sketch.Quantiles) {
	c.Quantiles = Quantiles{}
	if d == nil {
		c.estimateSpread(opt, bins)
		return
	}
	for _, q := range opt.Quantiles {
		c.Quantiles = append(c.Quantiles, QuantileValue{q.Name, c.exactly(d.quantile(q.Num, q.Den))})
	}
	c.setExact()
	if !c.isTime() {
		c.IQR = d.quantile(3, 4).minus(d.quantile(1, 4)).scalar()
		c.MAD, c.MADError = d.deviation().scalar(), floatScalar(0)
	}
	edges, counts := d.histogram(histogramBuckets)
	lo := c.exactly(edges[0])
	c.Histogram = make([]Bucket, 0, len(counts))
	for i, n := range counts {
		hi := c.exactly(edges[i+1])
		c.Histogram = append(c.Histogram, Bucket{lo, hi, int64(n)})
		lo = hi
	}
}

func (c *Column) estimateSpread(opt *Options, bins *sketch.Quantiles) {
	worst := 0.0
	for _, want := range opt.Quantiles {
		e, _ := bins.Quantile(want.Num, want.Den)
		c.Quantiles = append(c.Quantiles, QuantileValue{want.Name, c.roughly(e.Value)})
		worst = max(worst, e.Error)
	}
	exact := bins.Exact() && c.rounding == 0
	c.QuantilesExact, c.QuantilesError = &exact, c.errorScalar(worst+c.rounding)
	if !c.isTime() {
		low, _ := bins.Quantile(1, 4)
		high, _ := bins.Quantile(3, 4)
		c.IQR = figure{x: new(big.Rat).Sub(sketch.Decimal(high.Value), sketch.Decimal(low.Value))}.scalar()
		e, _ := bins.Deviation()
		c.MAD, c.MADError = floatScalar(e.Value), c.errorScalar(e.Error+2*c.rounding)
	}
	buckets := bins.Histogram(histogramBuckets)
	lo := c.roughly(buckets[0].Lo)
	c.Histogram = make([]Bucket, 0, len(buckets))
	for _, b := range buckets { // each begins where the one before it ends
		hi := c.roughly(b.Hi)
		c.Histogram = append(c.Histogram, Bucket{lo, hi, int64(b.Count)})
		lo = hi
	}
}

// setExact says that the quantiles are exact.
func (c *Column) setExact() {
	exact := true
	c.QuantilesExact, c.QuantilesError = &exact, floatScalar(0)
}

func (c *Column) isTime() bool { return c.Type == Date || c.Type == Datetime }

// exactly writes a number or, in a column of dates or times, a point in time in
// seconds.
func (c *Column) exactly(f figure) Scalar {
	if c.isTime() {
		return textScalar(f.instant().format(c.times))
	}
	return f.scalar()
}

// roughly is exactly for an estimate. The largest floats stand for all larger
// numbers.
func (c *Column) roughly(f float64) Scalar {
	switch {
	case c.isTime():
		return textScalar(instantNear(f).format(c.times))
	case f == math.MaxFloat64:
		return c.Max
	case f == -math.MaxFloat64:
		return c.Min
	}
	return floatScalar(f)
}

// roundingOf returns the limit of the error of a quantile between lo and hi
// that is taken from floats although these do not hold the values. From a value
// to its float is half the distance to the next float at most, and from a float
// to what it is written as; both happen to the values and to the quantile.
func roundingOf(lo, hi float64) float64 { return 2 * max(spacing(lo), spacing(hi)) }

// spacing returns the distance from f to the next larger float; +Inf if there
// is none.
func spacing(f float64) float64 {
	f = math.Abs(f)
	return math.Nextafter(f, math.Inf(1)) - f
}

// errorScalar writes the limit of an error. Where no float holds it, it is the
// width of the column's range.
func (c *Column) errorScalar(limit float64) Scalar {
	if limit <= math.MaxFloat64 {
		return floatScalar(limit)
	}
	width := longFigure(c.highest).minus(longFigure(c.lowest)).x
	return decimalScalar(moments.Round(width.Num(), width.Denom(), 0, 1, moments.StatDigits))
}
