package profile

import (
	"math/big"

	"fanout/processors/analyze/number"
	"fanout/processors/analyze/sketch"
)

// report returns the result for the column, once it is finished, and what its
// quantiles were taken from; nil if it has none.
func (c *accumulator) report(opt *Options, name string) (r Column, q *sketch.Quantiles) {
	s := &c.rest
	r = Column{Name: name, Nulls: c.nulls, Count: int64(s.lengths.count), Invalid: int64(s.invalid)}
	r.Type, r.ZeroPadded = s.typeOf()
	c.declare(&r)
	distinct, exact := c.values.Cardinality()
	r.Distinct, r.DistinctExact = min(int64(distinct), r.Count), exact
	c.reportTop(opt, &r)
	if rows := r.Nulls + r.Count + r.NMismatched; rows > 0 {
		r.NullPercent = floatScalar(ratio(100*uint64(r.Nulls), uint64(rows)))
	}
	if n := s.lengths.count; n > 0 {
		r.MinLength, r.MaxLength = countScalar(s.lengths.min), countScalar(s.lengths.max)
		r.AvgLength = floatScalar(ratio(s.lengths.sum, n))
	}
	switch r.Type {
	case Integer, Float:
		c.reportNumbers(opt, &r)
		q = s.spread
	case Date, Datetime:
		c.reportTimes(opt, &r)
		q = s.timeline
	case Boolean:
		r.Min, r.Max = boolScalar(s.trues == s.lengths.count), boolScalar(s.trues > 0)
	case String:
		r.Min, r.Max = textScalar(shown(s.text.first)), textScalar(shown(s.text.last))
	}
	c.reportOrder(&r)
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

func (c *accumulator) reportNumbers(opt *Options, r *Column) {
	s := &c.rest
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
		r.lowest, r.highest = sum.Min, sum.Max
		r.Min, r.Max = decimalScalar(sum.Min), decimalScalar(sum.Max)
		r.Sum = decimalScalar(sum.Sum)
	}
	r.Mean, r.StdDev, r.Variance = statScalar(sum.Mean), statScalar(sum.StdDev), statScalar(sum.Variance)
	r.Skewness, r.Kurtosis = statScalar(sum.Skewness), statScalar(sum.Kurtosis)
	long := s.numbers.Long()
	if long {
		r.rounding = roundingOf(sum.Min.Float64(), sum.Max.Float64())
	}
	r.reportSpread(opt, c.distribution(s.spread, long), s.spread)
}

func (c *accumulator) reportTimes(opt *Options, r *Column) {
	s := &c.rest
	zoned := s.counts[number.ZonedTime]
	if naive := s.lengths.count - zoned; zoned > 0 && naive > 0 {
		r.Hints = append(r.Hints, zonesHint(int64(naive), r.Count))
	}
	r.times = timeStyle{dates: r.Type == Date, zoned: zoned > 0}
	r.Min, r.Max = textScalar(s.times.first.format(r.times)), textScalar(s.times.last.format(r.times))
	if s.fine {
		r.rounding = roundingOf(s.times.first.seconds(), s.times.last.seconds())
	}
	r.reportSpread(opt, c.distribution(s.timeline, s.fine), s.timeline)
}

// reportTop lists the most frequent values.
func (c *accumulator) reportTop(opt *Options, r *Column) {
	values, exact := c.values.Top(max(opt.Top, 1))
	r.Top, r.TopExact = []TopValue{}, exact
	for i, v := range values {
		if i == 0 && v.Count > 1 {
			r.Mode = textScalar(shown(v.Value))
		}
		if i < opt.Top {
			r.Top = append(r.Top, TopValue{shown(v.Value), int64(v.Count)})
		}
	}
}
