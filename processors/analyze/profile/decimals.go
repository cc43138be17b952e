package profile

import (
	"math"
	"slices"

	"fanout/processors/analyze/number"
	"fanout/processors/analyze/sketch"
)

// decimals counts different decimals that have the same nearest float.
type decimals struct {
	counts map[string]*decimalCount // by their text
	bytes  int                      // that they take, about
	tooBig bool                     // they would take more than maxDecimalBytes
}

type decimalCount struct {
	value number.Decimal
	n     uint64
}

// maxDecimalBytes depends on the decimals only, and so does what is known of
// them. Mostly there is one.
const maxDecimalBytes = 256 << 10

// addDecimals adds those of the gathered values whose float is that of b.
func (b *bin) addDecimals(g *gatherer) {
	for i, s := range g.start {
		field := g.buf[s:g.end[i]]
		v, class := g.parser.Parse(field)
		switch class {
		case number.Int, number.Float:
			if finite(v.Float64()) == b.lo {
				b.decimals.count(v.Decimal(), 1)
			}
		case number.BigInt, number.BigFloat:
			if d := g.parser.Big(field); finite(d.Float64()) == b.lo {
				b.decimals.count(d, 1)
			}
		case number.Date, number.DateTime, number.ZonedTime:
			if instantOf(v, class).seconds() == b.lo {
				b.decimals.count(secondsOf(v, class).Decimal(), 1)
			}
		}
	}
}

func (d *decimals) count(value number.Decimal, n uint64) {
	if d.tooBig {
		return
	}
	value = value.Reduce()
	text := value.String()
	if c := d.counts[text]; c != nil {
		c.n += n
		return
	}
	const overhead = 128 // of an entry and its mantissa
	if d.bytes += overhead + 2*len(text); d.bytes > maxDecimalBytes {
		*d = decimals{tooBig: true}
		return
	}
	if d.counts == nil {
		d.counts = map[string]*decimalCount{}
	}
	d.counts[text] = &decimalCount{value, n}
}

func (d *decimals) merge(o *decimals) {
	if o.tooBig {
		*d = decimals{tooBig: true}
	}
	for _, c := range o.counts {
		d.count(c.value, c.n)
	}
}

// figure returns the decimal of the given rank among those with the nearest
// float f, from 0; ok is false if there is none. Of too many only the float is
// known.
func (d *decimals) figure(x *refinedColumn, f float64, rank uint64) (value figure, ok bool) {
	if d.tooBig {
		x.rounded = true
		switch f {
		case math.MaxFloat64:
			return longFigure(x.highest), true
		case -math.MaxFloat64:
			return longFigure(x.lowest), true
		}
		return figure{x: sketch.Decimal(f)}, true
	}
	var all []*decimalCount
	for _, c := range d.counts {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b *decimalCount) int { return a.value.Cmp(b.value) })
	for _, c := range all {
		if rank < c.n {
			return longFigure(c.value), true
		}
		rank -= c.n
	}
	return figure{}, false
}
