package profile

import (
	"math/big"

	"fanout/processors/analyze/number"
	"fanout/processors/analyze/sketch"
)

// histogramBuckets is how many buckets a histogram has; few enough to be drawn
// in a table.
const histogramBuckets = 20

// report returns the result for the column, once it is finished, and what its
// quantiles were taken from; nil if it has none.
func (c *accumulator) report(opt *Options, name string) (r Column, q *sketch.Quantiles) {
	s := &c.rest
	r = Column{Name: name, Nulls: c.nulls, Count: int64(s.lengths.count), Invalid: int64(s.invalid)}
	r.Type, r.ZeroPadded = s.typeOf()
	distinct, exact := c.values.Cardinality()
	r.Distinct, r.DistinctExact = min(int64(distinct), r.Count), exact
	r.Top, r.TopExact = c.top(opt.Top)
	if n := s.lengths.count; n > 0 {
		r.MinLength, r.MaxLength = countScalar(s.lengths.min), countScalar(s.lengths.max)
		r.AvgLength = floatScalar(ratio(s.lengths.sum, n))
	}
	switch r.Type {
	case Integer, Float:
		s.reportNumbers(opt, &r, c.values)
		q = s.spread
	case Date, Datetime:
		s.reportTimes(opt, &r)
		q = s.timeline
	case Boolean:
		r.Min, r.Max = boolScalar(s.trues == s.lengths.count), boolScalar(s.trues > 0)
	case String:
		r.Min, r.Max = textScalar(shown(s.text.first)), textScalar(shown(s.text.last))
	}
	return r, q
}

// ratio returns a/b, rounded once.
func ratio(a, b uint64) float64 {
	f, _ := new(big.Rat).SetFrac(new(big.Int).SetUint64(a), new(big.Int).SetUint64(b)).Float64()
	return f
}

// typeOf returns the type that every value has. zeroPadded says that the column
// is text only because numbers in it begin with zeros.
func (s *stats) typeOf() (t Type, zeroPadded bool) {
	n := &s.counts
	all := s.lengths.count
	integers := n[number.Int] + n[number.BigInt]
	numbers := integers + n[number.Float] + n[number.BigFloat]
	special := n[number.NaN] + n[number.PosInf] + n[number.NegInf]
	switch all {
	case 0:
		return Null, false
	case integers:
		return Integer, false
	case numbers + special:
		return Float, false
	case n[number.Bool]:
		return Boolean, false
	case n[number.Date]:
		return Date, false
	case n[number.Date] + n[number.DateTime] + n[number.ZonedTime]:
		return Datetime, false
	}
	return String, numbers+n[number.ZeroPadded] == all
}

func (s *stats) reportNumbers(opt *Options, r *Column, values *sketch.Values) {
	n := &s.counts
	nan, inf := int64(n[number.NaN]), int64(n[number.PosInf]+n[number.NegInf])
	zero, negative := int64(0), int64(0)
	r.NNaN, r.NInf, r.NZero, r.NNegative = &nan, &inf, &zero, &negative
	if s.numbers == nil { // all are NaN or Inf
		return
	}
	sum := s.numbers.Summary()
	zero, negative = int64(sum.Zeros), int64(sum.Negatives)
	if sum.Min.Mant != nil {
		r.Min, r.Max = decimalScalar(sum.Min), decimalScalar(sum.Max)
		r.Sum = decimalScalar(sum.Sum)
	}
	r.Mean, r.StdDev, r.Variance = statScalar(sum.Mean), statScalar(sum.StdDev), statScalar(sum.Variance)
	r.Skewness, r.Kurtosis = statScalar(sum.Skewness), statScalar(sum.Kurtosis)
	long := r.Type == Integer && isLong(&sum)
	if long {
		r.rounding = max(spacing(sum.Min), spacing(sum.Max))
	}
	reportSpread(opt, r, s.spread)
	if long && values.Exact() {
		r.rounding = 0
		r.reportIntegers(opt, s.parser, values)
	}
}

func (s *stats) reportTimes(opt *Options, r *Column) {
	zoned := s.counts[number.ZonedTime]
	if naive := s.lengths.count - zoned; zoned > 0 && naive > 0 {
		r.Hints = append(r.Hints, zonesHint(int64(naive), r.Count))
	}
	r.times = timeStyle{dates: r.Type == Date, zoned: zoned > 0}
	r.Min, r.Max = textScalar(s.times.first.format(r.times)), textScalar(s.times.last.format(r.times))
	reportSpread(opt, r, s.timeline)
}

// write writes a number or, in a column of dates or times, a point in time in
// seconds.
func (c *Column) write(f float64) Scalar {
	if c.Type != Date && c.Type != Datetime {
		return floatScalar(f)
	}
	return textScalar(instantNear(f).format(c.times))
}

// reportSpread writes quantiles and histogram.
func reportSpread(opt *Options, r *Column, q *sketch.Quantiles) {
	worst := 0.0
	r.Quantiles = Quantiles{}
	for _, want := range opt.Quantiles {
		e, ok := q.Quantile(want.Num, want.Den)
		value := Scalar{}
		if ok {
			value = r.write(e.Value)
			worst = max(worst, e.Error)
		}
		r.Quantiles = append(r.Quantiles, QuantileValue{want.Name, value})
	}
	r.setQuantilesError(q.Exact(), worst)
	for _, b := range q.Histogram(histogramBuckets) {
		r.Histogram = append(r.Histogram, Bucket{r.write(b.Lo), r.write(b.Hi), int64(b.Count)})
	}
}

// setQuantilesError sets the limit of the quantiles' error; worst is that part
// of it that does not come from rounding integers.
func (c *Column) setQuantilesError(exact bool, worst float64) {
	exact = exact && c.rounding == 0
	c.QuantilesExact, c.QuantilesError = &exact, floatScalar(worst+c.rounding)
}

func (c *accumulator) top(n int) (top []TopValue, exact bool) {
	values, exact := c.values.Top(n)
	top = []TopValue{}
	for _, v := range values {
		top = append(top, TopValue{shown(v.Value), int64(v.Count)})
	}
	return top, exact
}
