package profile

import (
	"errors"
	"math"
	"slices"

	"fanout/processors/analyze/csvscan"
	"fanout/processors/analyze/number"
	"fanout/processors/analyze/sketch"
)

// A Refinement finds exact quantiles by further readings of the records. The
// first reading has given, for each value that a quantile is or lies between,
// the bin that holds it. The next one sorts only the values of these bins, into
// bins 2^14 times as fine, and so on until each bin holds equal floats. Where
// these may stand for several decimals, one more reading tells them apart.
type Refinement struct {
	opt     *Options
	scanner *csvscan.Scanner
	rules   *rules
	columns []*refinedColumn
	parts   []*Refiner // of the reading that is under way
}

// A refinedColumn is a column whose quantiles are not exact yet.
type refinedColumn struct {
	at    int    // among the columns of the report
	index int    // among the fields of a record
	count uint64 // of values
	ranks []*rank

	long            bool // floats may not hold the values
	rounded         bool // a quantile is known as a float only
	lowest, highest number.Decimal
}

// A rank is a value by its place in order, from 0.
type rank struct {
	rank   uint64
	lo, hi float64 // the value is in this range
	below  uint64  // number of values below lo
	value  figure  // once it is known
}

func (r *rank) known() bool { return r.value.x != nil }

// narrow takes what is known of the value. If lo equals hi, and floats hold the
// values of the column, it is lo.
func (r *rank) narrow(lo, hi float64, below uint64, long bool) {
	r.lo, r.hi, r.below = lo, hi, below
	if lo == hi && !long {
		r.value = figure{x: sketch.Decimal(lo)}
	}
}

// want adds the column c, whose quantiles were taken from q, if they are to be
// exact and are not. at is its place in the report, index that in the records.
func (r *Refinement) want(at, index int, c *Column, q *sketch.Quantiles) {
	if !r.opt.Exact || c.QuantilesExact == nil || *c.QuantilesExact {
		return
	}
	x := &refinedColumn{at: at, index: index, count: q.Count(), long: c.rounding != 0, lowest: c.lowest, highest: c.highest}
	for _, want := range append([]Quantile{firstQuartile, thirdQuartile}, r.opt.Quantiles...) {
		i, rest := sketch.Rank(x.count, want.Num, want.Den)
		x.want(q, i)
		if rest > 0 {
			x.want(q, i+1)
		}
	}
	r.columns = append(r.columns, x)
}

func (x *refinedColumn) want(q *sketch.Quantiles, i uint64) {
	if x.rank(i) == nil {
		k := &rank{rank: i}
		lo, hi, below := q.Bin(i)
		k.narrow(lo, hi, below, x.long)
		x.ranks = append(x.ranks, k)
	}
}

// rank returns rank i; nil if it is not wanted.
func (x *refinedColumn) rank(i uint64) *rank {
	if k := slices.IndexFunc(x.ranks, func(r *rank) bool { return r.rank == i }); k >= 0 {
		return x.ranks[k]
	}
	return nil
}

// known reports whether all ranks of the column are known.
func (x *refinedColumn) known() bool {
	return !slices.ContainsFunc(x.ranks, func(r *rank) bool { return !r.known() })
}

// Done reports whether all quantiles are known, so that no further reading is
// needed.
func (r *Refinement) Done() bool {
	return !slices.ContainsFunc(r.columns, func(x *refinedColumn) bool { return !x.known() })
}

// Write writes the quantiles to columns, which came with the refinement. It
// must be done.
func (r *Refinement) Write(columns []Column) {
	for _, x := range r.columns {
		c := &columns[x.at]
		for i, q := range r.opt.Quantiles {
			c.Quantiles[i].Value = c.exactly(x.quantile(q))
		}
		if !x.rounded {
			c.setExact()
		} else {
			c.QuantilesError = c.errorScalar(c.rounding)
		}
		if !c.isTime() {
			c.IQR = x.quantile(thirdQuartile).minus(x.quantile(firstQuartile)).scalar()
		}
	}
}

// quantile returns a quantile, the ranks of which are known.
func (x *refinedColumn) quantile(q Quantile) figure {
	at, rest := sketch.Rank(x.count, q.Num, q.Den)
	value := x.rank(at).value
	if rest > 0 {
		value = value.towards(x.rank(at+1).value, rest, q.Den)
	}
	return value
}

// errOtherValues cannot be, unless the records have changed.
var errOtherValues = errors.New("internal error: the second reading found other values than the first")

// Narrow takes what the refiners of one whole reading have found, which are not
// to be used afterwards, into the ranks.
func (r *Refinement) Narrow() error {
	if len(r.parts) == 0 {
		return nil
	}
	found := r.parts[0]
	for _, part := range r.parts[1:] {
		found.merge(part)
	}
	r.parts = nil
	for _, x := range r.columns {
		for _, k := range x.ranks {
			if k.known() {
				continue
			}
			if !found.bin(x, k).narrow(k) {
				return errOtherValues
			}
		}
	}
	return nil
}

// A Refiner is what one goroutine finds in a further reading.
type Refiner struct {
	gatherer
	rules   *rules
	columns []*refinedColumn
	bins    []*bin
	inside  []float64 // scratch
}

// A bin holds the values of column x from lo to hi.
type bin struct {
	x        *refinedColumn
	lo, hi   float64
	values   *sketch.Quantiles // if lo is below hi
	decimals decimals          // if lo equals hi
}

// narrow takes what is found into the rank k, and reports whether it can be.
func (b *bin) narrow(k *rank) bool {
	at := k.rank - k.below
	if b.lo == b.hi {
		var ok bool
		k.value, ok = b.decimals.figure(b.x, b.lo, at)
		return ok
	}
	if at >= b.values.Count() {
		return false
	}
	lo, hi, below := b.values.Bin(at)
	if lo == k.lo && hi == k.hi {
		return false
	}
	k.narrow(lo, hi, k.below+below, b.x.long)
	return true
}

// NewRefiner returns an empty refiner, which belongs to one goroutine at a
// time. What it finds is part of Narrow.
func (r *Refinement) NewRefiner() *Refiner {
	f := &Refiner{gatherer: newGatherer(r.opt, r.scanner), rules: r.rules, columns: r.columns}
	for _, x := range r.columns {
		for _, k := range x.ranks {
			if !k.known() && f.bin(x, k) == nil {
				f.bins = append(f.bins, &bin{x: x, lo: k.lo, hi: k.hi, values: sketch.NewQuantiles(maxBins)})
			}
		}
	}
	r.parts = append(r.parts, f)
	return f
}

// bin returns the bin that holds k.
func (r *Refiner) bin(x *refinedColumn, k *rank) *bin {
	for _, b := range r.bins {
		if b.x == x && b.lo == k.lo && b.hi == k.hi {
			return b
		}
	}
	return nil
}

// Add adds the values of t that are in a bin, as Accumulators.Add does.
func (r *Refiner) Add(buf []byte, t *Table, _ uint64) Order {
	r.buf = buf
	for _, x := range r.columns {
		if x.known() {
			continue
		}
		r.gather(t, x.index, r.rules.of(x.index))
		values := r.ordered()
		for _, b := range r.bins {
			if b.x != x {
				continue
			}
			if b.lo == b.hi {
				b.addDecimals(&r.gatherer)
				continue
			}
			r.inside = r.inside[:0]
			for _, f := range values {
				if b.lo <= f && f <= b.hi {
					r.inside = append(r.inside, f)
				}
			}
			b.values.Add(r.inside)
		}
	}
	return nil // it is known
}

// ordered returns the gathered values as stats has sorted them into bins:
// numbers, or dates and times in seconds.
func (r *Refiner) ordered() []float64 {
	p := r.parse(0)
	floats := p.Numbers.AppendFloats(r.floats[:0])
	if p.Counts[number.BigInt]+p.Counts[number.BigFloat] > 0 {
		for i, class := range p.Class {
			if class == number.BigInt || class == number.BigFloat {
				floats = append(floats, r.parser.Big(r.buf[r.start[i]:r.end[i]]).Float64())
			}
		}
	}
	for i, f := range floats {
		floats[i] = finite(f)
	}
	for i, days := range p.Dates.Mant {
		floats = append(floats, instantOf(number.Value{Mant: days, Scale: p.Dates.Scale[i]}, number.Date).seconds())
	}
	for i, mant := range p.Times.Mant {
		floats = append(floats, instantOf(number.Value{Mant: mant, Scale: p.Times.Scale[i]}, number.DateTime).seconds())
	}
	r.floats = floats
	return floats
}

// finite returns f as bins have it: infinities are the largest finite floats.
func finite(f float64) float64 { return max(-math.MaxFloat64, min(math.MaxFloat64, f)) }

func (r *Refiner) merge(o *Refiner) {
	for i, b := range r.bins {
		b.values.Merge(o.bins[i].values)
		b.decimals.merge(&o.bins[i].decimals)
	}
}
