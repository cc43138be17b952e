// Package profile computes the statistics of the columns of a dataset: exact
// ones of every row, in bounded memory.
//
// A [Profile] hands out [Accumulators], one for each goroutine that reads
// records. Each is fed with tables of fields ([Table]). All of them are exact
// and commutative, so that their union, taken once in [Profile.Columns], does
// not depend on which of them has got which records. Where quantiles are to be
// exact and memory was too small for that, a [Refinement] comes with the
// columns: it wants the same records again.
//
// The package knows nothing of files, workers or chunks.
package profile

import (
	"iter"

	"fanout/processors/analyze/csvscan"
	"fanout/processors/analyze/explain"
	"fanout/processors/analyze/sketch"
)

// A Profile collects the statistics of the columns of a dataset.
type Profile struct {
	opt     *Options
	scanner *csvscan.Scanner
	indices []int // of the columns, among the fields of a record
	rules   *rules

	limits []*sketch.SharedLimit // one for each column
	orders []*order              // likewise
	parts  []*Accumulators
	taken  *Accumulators // of other profiles, by Absorb; nil: none
	rows   *sketch.Rows  // of all parts, once they are merged; nil: not counted
}

// New returns a profile of the columns with these indices among the fields that
// scanner finds in a record. declared are the types that are known beforehand,
// by index; there may be none.
func New(opt *Options, scanner *csvscan.Scanner, indices []int, declared map[int]Type) *Profile {
	p := &Profile{opt: opt, scanner: scanner, indices: indices, rules: newRules(opt, declared)}
	for range indices {
		p.orders = append(p.orders, &order{})
		p.limits = append(p.limits, sketch.NewSharedLimit(opt.maxDistinct(len(indices))))
	}
	return p
}

// NewAccumulators returns empty accumulators, which belong to one goroutine at
// a time. Their figures are part of Columns.
func (p *Profile) NewAccumulators() *Accumulators {
	a := p.newAccumulators()
	p.parts = append(p.parts, a)
	return a
}

func (p *Profile) newAccumulators() *Accumulators {
	a := &Accumulators{gatherer: newGatherer(p.opt, p.scanner), spill: &spill{}, rows: newRowCounter(p.opt, p.scanner, p.indices)}
	trials := explain.NewTrials(&p.opt.Number)
	n := len(p.indices)
	for k, i := range p.indices {
		c := &accumulator{
			index: i,
			rule:  p.rules.of(i),
			order: p.orders[k],
			spill: a.spill,
		}
		c.rest = stats{parser: c.rule.parser, trials: trials, bins: bins(n), isText: c.rule.declared == String}
		c.values = sketch.NewValues(sketch.Options{
			MaxDistinct: p.opt.maxDistinct(n),
			TopBytes:    topBytes(n),
			OnSpill:     c.spilled,
			SharedLimit: p.limits[k],
		})
		a.list = append(a.list, c)
	}
	return a
}

// Columns merges all accumulators, which are not to be used afterwards, and
// returns what is known of each column. names are those of all fields. The
// refinement is nil unless exact quantiles are wanted and take another reading.
func (p *Profile) Columns(names []string) ([]Column, *Refinement) {
	columns := make([]Column, 0, len(p.indices))
	refine := &Refinement{opt: p.opt, scanner: p.scanner, rules: p.rules}
	doubts := doubts{opt: &p.opt.Number}
	for i, c := range p.merged() {
		c.finish()
		column, q := c.report(p.opt, shown([]byte(names[c.index])))
		doubts.add(c, &column, names[c.index])
		refine.want(i, c.index, &column, q)
		columns = append(columns, column)
	}
	doubts.settle(columns)
	if len(refine.columns) == 0 {
		return columns, nil
	}
	return columns, refine
}

// merged merges all accumulators, and yields those of each column. They are
// gone then, one column after the other.
func (p *Profile) merged() iter.Seq2[int, *accumulator] {
	if p.taken != nil {
		p.parts, p.taken = append(p.parts, p.taken), nil
	}
	if len(p.parts) == 0 {
		p.NewAccumulators()
	}
	p.mergeRows()
	parts := p.parts
	p.parts = nil
	return func(yield func(int, *accumulator) bool) {
		for i, c := range parts[0].list {
			c.settle()
			for _, part := range parts[1:] {
				part.list[i].settle()
				c.merge(part.list[i])
				part.list[i] = nil
			}
			parts[0].list[i] = nil
			if !yield(i, c) {
				return
			}
		}
	}
}

// mergeRows merges the rows that all accumulators have counted.
func (p *Profile) mergeRows() {
	for _, part := range p.parts {
		switch {
		case part.rows == nil:
		case p.rows == nil:
			p.rows = part.rows.rows
		default:
			p.rows.Merge(part.rows.rows)
		}
		part.rows = nil
	}
}
