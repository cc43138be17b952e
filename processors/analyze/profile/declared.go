package profile

import (
	"fmt"

	"fanout/processors/analyze/hint"
	"fanout/processors/analyze/number"
)

// DeclaredTypes are the types that a column can be declared to have.
var DeclaredTypes = []Type{String, Integer, Float, Boolean, Date, Datetime}

// A rule says how the values of a column are read.
type rule struct {
	declared Type // "": what the values say
	parser   *number.Parser
	fits     *[number.Classes]bool // classes that fit the declared type; nil: all
}

// rules are those of all columns.
type rules struct {
	usual    *rule
	declared map[int]*rule
}

func newRules(opt *Options, declared map[int]Type) *rules {
	r := &rules{usual: &rule{parser: number.MustParser(opt.Number)}, declared: map[int]*rule{}}
	for i, t := range declared {
		r.declared[i] = newRule(t, r.usual.parser)
	}
	return r
}

// of returns the rule for a column, by its index among the fields of a record.
func (r *rules) of(column int) *rule {
	if d := r.declared[column]; d != nil {
		return d
	}
	return r.usual
}

// newRule returns the rule for columns of type t.
func newRule(t Type, p *number.Parser) *rule {
	r := &rule{declared: t, parser: p}
	var classes []number.Class
	switch t {
	case Integer:
		r.parser = p.As(number.Numbers)
		classes = []number.Class{number.Int, number.BigInt}
	case Float:
		r.parser = p.As(number.Numbers)
		classes = []number.Class{number.Int, number.BigInt, number.Float, number.BigFloat, number.NaN, number.PosInf, number.NegInf}
	case Boolean:
		r.parser = p.As(number.Booleans)
		classes = []number.Class{number.Bool}
	case Date:
		r.parser = p.As(number.Days)
		classes = []number.Class{number.Date}
	case Datetime:
		r.parser = p.As(number.Days)
		classes = []number.Class{number.Date, number.DateTime, number.ZonedTime}
	default: // text takes all
		return r
	}
	r.fits = &[number.Classes]bool{}
	for _, c := range classes {
		r.fits[c] = true
	}
	return r
}

// misfits are values that do not fit the declared type.
type misfits struct {
	count int64
	text  textRange
}

func (m *misfits) merge(o *misfits) {
	if o.count > 0 {
		m.count += o.count
		m.text.merge(&o.text)
	}
}

// dropMisfits takes out of the listed fields those that do not fit.
func (g *gatherer) dropMisfits(r *rule) {
	left := 0
	for i, class := range g.parse(0).Class {
		s, e := g.start[i], g.end[i]
		if !r.fits[class] {
			g.misfits.count++
			g.misfits.text.addOne(g.buf[s:e])
			continue
		}
		g.start[left], g.end[left] = s, e
		left++
	}
	g.start, g.end = g.start[:left], g.end[:left]
}

// declare sets the declared type in r, and says what does not fit it.
func (c *accumulator) declare(r *Column) {
	t := c.rule.declared
	if t == "" {
		return
	}
	if r.Type != Null {
		r.Type = t
	}
	n := c.misfits.count
	if r.NMismatched = n; n == 0 {
		return
	}
	all := r.Count + n
	text := fmt.Sprintf("%d of %d values left out (not %s): %q", n, all, t, shown(c.misfits.text.first))
	if string(c.misfits.text.first) != string(c.misfits.text.last) {
		text += fmt.Sprintf(" to %q", shown(c.misfits.text.last))
	}
	r.Hints = append(r.Hints, hint.Hint{Kind: "mismatched", Text: text, Count: n, Of: all})
}
