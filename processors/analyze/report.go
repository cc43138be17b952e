package analyze

import (
	"math/big"
	"strings"
	"unicode/utf8"

	"fanout/processors/analyze/number"
	"fanout/processors/analyze/sketch"
)

// A Report is what a dataset comes to, as it is written in JSON: every key is
// always there, and what is not defined is null.
type Report struct {
	SchemaVersion int      `json:"schema_version"`
	Files         []string `json:"files"`
	Delimiter     string   `json:"delimiter"`
	Rows          int64    `json:"rows"`     // records taken
	BadRows       int64    `json:"bad_rows"` // records left out; together all in the files
	RaggedRows    int64    `json:"ragged_rows"`
	Columns       []Column `json:"columns"`
}

// A Column is what a column comes to.
type Column struct {
	Name      string `json:"name"`
	Type      Type   `json:"type"`
	Count     int64  `json:"count"` // of values that are not null
	NullCount int64  `json:"nullcount"`
	Min       Scalar `json:"min"` // of finite numbers; of text in the order of its bytes
	Max       Scalar `json:"max"`

	// Of finite numbers: the sum exactly, the others rounded once.
	Sum      Scalar `json:"sum"`
	Mean     Scalar `json:"mean"`
	StdDev   Scalar `json:"stddev"`   // of the sample: divided by n-1
	Variance Scalar `json:"variance"` // of the sample
	Skewness Scalar `json:"skewness"` // of the population
	Kurtosis Scalar `json:"kurtosis"` // of the population, 0 for a normal distribution

	// Different values, as they are written.
	Cardinality      int64 `json:"cardinality"`
	CardinalityExact bool  `json:"cardinality_exact"`

	// Of numbers, dates and times; the true one is within the error, which is in
	// the unit of the column or in seconds.
	Quantiles      Quantiles `json:"quantiles"`
	QuantilesExact *bool     `json:"quantiles_exact"`
	QuantilesError Scalar    `json:"quantiles_error"`

	Top      []TopValue `json:"top"`
	TopExact bool       `json:"top_exact"`

	// Of values that are not null, in characters.
	MinLength Scalar `json:"min_length"`
	MaxLength Scalar `json:"max_length"`
	AvgLength Scalar `json:"avg_length"`

	NZero      *int64 `json:"n_zero"`
	NNegative  *int64 `json:"n_negative"`
	NNaN       *int64 `json:"n_nan"`
	NInf       *int64 `json:"n_inf"`
	ZeroPadded bool   `json:"zero_padded"` // text only because numbers in it begin with zeros

	Histogram []Bucket `json:"histogram"`

	// What a user should be told about the column, apart from the figures.
	Invalid    int64    `json:"-"` // values that are not UTF-8
	NullTokens []string `json:"-"` // the only values that keep it from another type

	spread   *sketch.Quantiles // what the quantiles were taken from
	rounding float64           // how far the numbers in it may be from those in the column
}

// A TopValue is a frequent value and how often it occurs.
type TopValue struct {
	Value string `json:"value"`
	Count int64  `json:"count"`
}

// A Bucket counts the values from Lo to below Hi, or to Hi in the last one.
type Bucket struct {
	Lo    Scalar `json:"lo"`
	Hi    Scalar `json:"hi"`
	Count int64  `json:"count"`
}

// A Type is the type of a column.
type Type string

// The types.
const (
	Integer  Type = "integer"
	Float    Type = "float"
	Boolean  Type = "boolean"
	Date     Type = "date"
	Datetime Type = "datetime"
	String   Type = "string"
	Null     Type = "null" // no value at all
)

// report merges the accumulators of all workers and says what they come to.
func (s *set) report(opt *Options) *Report {
	r := &Report{
		SchemaVersion: 1, Files: s.files, Delimiter: string(rune(s.dataset.Delimiter)),
		Rows: s.rows, BadRows: s.badRows, RaggedRows: s.ragged, Columns: []Column{},
	}
	if len(s.parts) == 0 {
		s.part(opt)
	}
	for i, c := range s.parts[0].list {
		for _, part := range s.parts[1:] {
			c.merge(part.list[i])
			part.list[i] = nil
		}
		c.finish()
		r.Columns = append(r.Columns, c.report(opt, shown([]byte(s.dataset.Names[c.index]))))
		s.parts[0].list[i] = nil
	}
	s.parts = nil
	return r
}

// histogramBuckets is how many buckets a histogram has; few enough to be drawn
// in a table.
const histogramBuckets = 20

// report says what the column comes to, once it is finished.
func (c *column) report(opt *Options, name string) Column {
	s := &c.rest
	r := Column{Name: name, NullCount: c.nulls, Count: int64(s.lengths.count), Invalid: int64(s.invalid)}
	r.Type, r.ZeroPadded = s.typeOf()
	cardinality, exact := c.values.Cardinality()
	r.Cardinality, r.CardinalityExact = min(int64(cardinality), r.Count), exact
	r.Top, r.TopExact = c.top(opt.Top)
	if n := s.lengths.count; n > 0 {
		r.MinLength, r.MaxLength = countScalar(s.lengths.least), countScalar(s.lengths.most)
		r.AvgLength = floatScalar(ratio(s.lengths.sum, n))
	}
	switch r.Type {
	case Integer, Float:
		s.reportNumbers(opt, &r, c.values)
	case Date, Datetime:
		s.reportTimes(opt, &r)
	case Boolean:
		r.Min, r.Max = boolScalar(s.trues == s.lengths.count), boolScalar(s.trues > 0)
	case String:
		r.Min, r.Max = textScalar(shown(s.text.first)), textScalar(shown(s.text.last))
		r.NullTokens = c.nullTokens()
	}
	return r
}

// ratio returns a/b, rounded once.
func ratio(a, b uint64) float64 {
	f, _ := new(big.Rat).SetFrac(new(big.Int).SetUint64(a), new(big.Int).SetUint64(b)).Float64()
	return f
}

// typeOf decides the type by every value.
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
	case n[number.Date] + n[number.DateTime]:
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
	for _, f := range []struct {
		to      *Scalar
		value   float64
		defined bool
	}{
		{&r.Mean, sum.Mean.Value, sum.Mean.Defined},
		{&r.StdDev, sum.StdDev.Value, sum.StdDev.Defined},
		{&r.Variance, sum.Variance.Value, sum.Variance.Defined},
		{&r.Skewness, sum.Skewness.Value, sum.Skewness.Defined},
		{&r.Kurtosis, sum.Kurtosis.Value, sum.Kurtosis.Defined},
	} {
		if f.defined {
			*f.to = floatScalar(f.value)
		}
	}
	long := r.Type == Integer && isLong(&sum)
	if long {
		r.rounding = max(spacing(sum.Min), spacing(sum.Max))
	}
	reportSpread(opt, r, s.spread)
	if long && values.Exact() {
		r.rounding = 0
		r.reportIntegers(opt, values)
	}
}

func (s *stats) reportTimes(opt *Options, r *Column) {
	dateOnly := r.Type == Date
	r.Min, r.Max = textScalar(s.times.first.format(dateOnly)), textScalar(s.times.last.format(dateOnly))
	reportSpread(opt, r, s.timeline)
}

// write writes a number, or a point in time in seconds, as suits the column.
func (c *Column) write(f float64) Scalar {
	if c.Type != Date && c.Type != Datetime {
		return floatScalar(f)
	}
	return textScalar(instantNear(f).format(c.Type == Date))
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
	if opt.Exact {
		r.spread = q
	}
	for _, b := range q.Histogram(histogramBuckets) {
		r.Histogram = append(r.Histogram, Bucket{r.write(b.Lo), r.write(b.Hi), int64(b.Count)})
	}
}

// setQuantilesError says how far off the quantiles are, at most.
func (c *Column) setQuantilesError(exact bool, worst float64) {
	exact = exact && c.rounding == 0
	c.QuantilesExact, c.QuantilesError = &exact, floatScalar(worst+c.rounding)
}

func (c *column) top(n int) (top []TopValue, exact bool) {
	values, exact := c.values.Top(n)
	top = []TopValue{}
	for _, v := range values {
		top = append(top, TopValue{shown(v.Value), int64(v.Count)})
	}
	return top, exact
}

// shown returns a value as it is reported: the beginning of a long one, and valid
// UTF-8.
func shown(value []byte) string {
	cut := len(value) > maxShown
	if cut {
		value = value[:maxShown]
		for i := 1; i < utf8.UTFMax && i <= len(value); i++ {
			if last := value[len(value)-i:]; utf8.RuneStart(last[0]) {
				if !utf8.FullRune(last) {
					value = value[:len(value)-i]
				}
				break
			}
		}
	}
	text := strings.ToValidUTF8(string(value), "\uFFFD")
	if cut {
		text += "…"
	}
	return text
}
