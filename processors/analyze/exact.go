package analyze

import (
	"fmt"
	"math"
	"math/big"
	"slices"

	"fanout/processors/analyze/number"
	"fanout/processors/analyze/sketch"
)

// Exact quantiles take further readings of the input. The first one has told,
// for each value that a quantile lies at or between, the bin that holds it; the
// next one sorts only the values of these bins, into bins that are 2^14 times as
// fine, and so on until each bin holds equal values.

// An exactColumn is a column whose quantiles are still to be found.
type exactColumn struct {
	at    int // among the columns of the report
	index int // among those of the dataset
	ranks []*rank
}

// A rank is a value by its place in order, from 0.
type rank struct {
	rank   uint64
	lo, hi float64 // where it lies
	below  uint64  // how many values are below lo
}

func (r *rank) known() bool { return r.lo == r.hi }

// place returns the rank of the value at or below a quantile of n values, and
// where between that and the next it lies: rest/den.
func (q Quantile) place(n uint64) (at, rest uint64) {
	h := new(big.Int).SetUint64(n - 1)
	h.Mul(h, new(big.Int).SetUint64(q.Num))
	whole, part := h.DivMod(h, new(big.Int).SetUint64(q.Den), new(big.Int))
	return whole.Uint64(), part.Uint64()
}

// inexact returns the columns of r whose quantiles are not exact.
func inexact(opt *Options, r *Report, d *Dataset) (wanted []*exactColumn) {
	for i := range r.Columns {
		c := &r.Columns[i]
		if c.QuantilesExact == nil || *c.QuantilesExact || len(opt.Quantiles) == 0 {
			continue
		}
		x := &exactColumn{at: i, index: d.columns[i]}
		for _, q := range opt.Quantiles {
			at, rest := q.place(c.spread.Count())
			x.add(c.spread, at)
			if rest > 0 {
				x.add(c.spread, at+1)
			}
		}
		wanted = append(wanted, x)
	}
	return wanted
}

func (x *exactColumn) add(q *sketch.Quantiles, at uint64) {
	if x.rank(at) == nil {
		r := &rank{rank: at}
		r.lo, r.hi, r.below = q.Bin(at)
		x.ranks = append(x.ranks, r)
	}
}

func (x *exactColumn) rank(at uint64) *rank {
	if i := slices.IndexFunc(x.ranks, func(r *rank) bool { return r.rank == at }); i >= 0 {
		return x.ranks[i]
	}
	return nil
}

// known reports whether all ranks are.
func (x *exactColumn) known() bool {
	return !slices.ContainsFunc(x.ranks, func(r *rank) bool { return !r.known() })
}

// goOn reports the dataset whose figures are in j.report, or has it read again.
func (j *Job) goOn(s *set) error {
	wanted := s.wanted
	if j.opt.Exact && wanted == nil {
		wanted = inexact(j.opt, j.report, s.dataset)
	}
	if slices.ContainsFunc(wanted, func(x *exactColumn) bool { return !x.known() }) {
		again := newSet(s.dataset)
		again.wanted = wanted
		for _, src := range s.dataset.Sources {
			j.tally.Bytes.Add(src.Size)
		}
		s.next <- again
		return nil
	}
	for _, x := range wanted {
		x.report(j.opt, &j.report.Columns[x.at])
	}
	s.next <- nil
	j.total.Datasets++
	r := j.report
	j.report = nil
	return j.hooks.Report(r)
}

// finishAgain ends a file of a further reading.
func (j *Job) finishAgain(f *openFile) error {
	s := f.set
	if s.reason != "" { // it went well the first time
		return fmt.Errorf("%q, second reading: %s", f.source.Name, s.reason)
	}
	if !f.lastOne {
		return nil
	}
	if len(s.refiners) > 0 {
		all := s.refiners[0]
		for _, r := range s.refiners[1:] {
			all.merge(r)
		}
		if !all.narrow() {
			return fmt.Errorf("%q: internal error: the second reading found other values than the first", f.source.Name)
		}
	}
	return j.goOn(s)
}

// report writes the quantiles, which are exact now.
func (x *exactColumn) report(opt *Options, c *Column) {
	for i, q := range opt.Quantiles {
		at, rest := q.place(c.spread.Count())
		value := x.rank(at).lo
		if rest > 0 {
			value = sketch.Interpolate(value, x.rank(at+1).lo, rest, q.Den)
		}
		c.Quantiles[i].Value = c.write(value)
	}
	c.setQuantilesError(true, 0)
}

// A refiner is what one worker finds in a further reading.
type refiner struct {
	*columns // for its way to find fields; no accumulators
	wanted   []*exactColumn
	bins     []bin
	inside   []float64
}

// A bin holds the values of column x from lo to hi.
type bin struct {
	x      *exactColumn
	lo, hi float64
	values *sketch.Quantiles
}

func newRefiner(opt *Options, d *Dataset, wanted []*exactColumn) *refiner {
	r := &refiner{columns: &columns{scanner: d.scanner, parser: number.NewParser(opt.Nulls)}, wanted: wanted}
	for _, x := range wanted {
		for _, k := range x.ranks {
			if !k.known() && r.bin(x, k) == nil {
				r.bins = append(r.bins, bin{x, k.lo, k.hi, sketch.NewQuantiles(maxBins)})
			}
		}
	}
	return r
}

// bin returns the bin in which k lies.
func (r *refiner) bin(x *exactColumn, k *rank) *sketch.Quantiles {
	for _, b := range r.bins {
		if b.x == x && b.lo == k.lo && b.hi == k.hi {
			return b.values
		}
	}
	return nil
}

// add adds the values of t that lie in a bin.
func (r *refiner) add(buf []byte, t *table, _ uint64) {
	for _, x := range r.wanted {
		if x.known() {
			continue
		}
		r.gather(buf, t, x.index)
		floats := r.numbers(buf)
		for _, b := range r.bins {
			if b.x != x {
				continue
			}
			r.inside = r.inside[:0]
			for _, f := range floats {
				if b.lo <= f && f <= b.hi {
					r.inside = append(r.inside, f)
				}
			}
			b.values.Add(r.inside)
		}
	}
}

// numbers returns the gathered fields as the first reading has sorted them:
// numbers, or dates and times in seconds.
func (r *refiner) numbers(buf []byte) []float64 {
	p := &r.parsed
	r.parser.ParseColumn(p, buf, r.start, r.end)
	floats := p.Numbers.AppendFloats(r.floats[:0])
	if p.Counts[number.BigInt]+p.Counts[number.BigFloat] > 0 {
		for i, class := range p.Class {
			if class == number.BigInt || class == number.BigFloat {
				f := number.Big(buf[r.start[i]:r.end[i]]).Float64()
				floats = append(floats, max(-math.MaxFloat64, min(math.MaxFloat64, f)))
			}
		}
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

func (r *refiner) merge(o *refiner) {
	for i := range r.bins {
		r.bins[i].values.Merge(o.bins[i].values)
	}
}

// narrow says better where the ranks lie. It returns false if the bins do not
// hold what they should.
func (r *refiner) narrow() bool {
	for _, x := range r.wanted {
		for _, k := range x.ranks {
			if k.known() {
				continue
			}
			values := r.bin(x, k)
			at := k.rank - k.below
			if at >= values.Count() {
				return false
			}
			lo, hi, below := values.Bin(at)
			if lo == k.lo && hi == k.hi {
				return false
			}
			k.lo, k.hi, k.below = lo, hi, k.below+below
		}
	}
	return true
}
