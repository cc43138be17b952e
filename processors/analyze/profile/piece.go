package profile

import (
	"bytes"
	"cmp"

	"fanout/processors/analyze/number"
)

// piece returns the order of the values of b; ok is false if there is nothing
// to know. isParsed says that b.parsed has all of them.
func (c *accumulator) piece(b *batch, column int, isParsed bool) (p piece, ok bool) {
	o := c.order
	if c.rest.isText {
		o.noValue.Store(true)
	}
	noValue, noText := o.noValue.Load(), o.noText.Load()
	if noValue && noText || len(b.start) == 0 {
		return piece{}, false
	}
	p.column = column
	if noValue {
		p.byValue = unsorted
	} else if isParsed {
		if steps, ok := parsedSteps(&b.parsed, len(b.start)); ok {
			p.byValue, noValue = steps, true
		}
	}
	if noText {
		p.byText = unsorted
	}
	if !noValue || !noText {
		p.compare(b, !noValue, !noText)
	}
	o.settle(p.byValue, p.byText)
	p.first, p.last = b.place(0, &p), b.place(len(b.start)-1, &p)
	return p, true
}

// place returns the value i of b as far as it is needed to continue p.
func (b *batch) place(i int, p *piece) (at place) {
	field := b.buf[b.start[i]:b.end[i]]
	if p.byValue&unsorted != unsorted {
		at.key = keyOf(b.parser, field)
	}
	if p.byText&unsorted != unsorted {
		at.text = bytes.Clone(field)
	}
	return at
}

// parsedSteps returns the steps between n parsed values, if they are of one
// kind.
func parsedSteps(p *number.Column, n int) (s steps, ok bool) {
	switch n {
	case len(p.Numbers.Mant):
		return decimalSteps(p.Numbers), true
	case len(p.Dates.Mant):
		return decimalSteps(p.Dates), true
	case len(p.Times.Mant):
		return decimalSteps(p.Times), true
	}
	return 0, false
}

// decimalSteps returns the steps between the values of d, which are not empty.
// It stops where they are known not to be sorted.
func decimalSteps(d number.Decimals) (s steps) {
	mants, scales := d.Mant, d.Scale[:len(d.Mant)]
	last, scale := mants[0], scales[0]
	for i := 1; i < len(mants); i++ {
		first := i
		for i < len(mants) && mants[i] > last && scales[i] == scale { // as ids are
			last = mants[i]
			i++
		}
		if i > first {
			s |= up
		}
		if i == len(mants) {
			break
		}
		v := number.Value{Mant: mants[i], Scale: scales[i]}
		s |= stepOf(number.Value{Mant: last, Scale: scale}.Cmp(v))
		if s&unsorted == unsorted {
			break
		}
		last, scale = v.Mant, v.Scale
	}
	return s
}

// compare adds the steps between the values of b, in those ways that are asked
// for. Few values differ from the one before, or the column is not sorted, or
// it will soon have more values than are counted in a table and be parsed
// anyway: so those that differ are parsed one by one.
func (p *piece) compare(b *batch, byValue, byText bool) {
	buf, start, end := b.buf, b.start, b.end
	s, e := start[0], end[0]
	w := word(buf, s, e)
	var k key
	if byValue {
		k = keyOf(b.parser, buf[s:e])
	}
	for i := 1; i < len(start) && (byValue || byText); i++ {
		s2, e2 := start[i], end[i]
		w2 := word(buf, s2, e2)
		step := stepOf(cmp.Compare(w, w2))
		if w == w2 && (e-s != e2-s2 || e-s > 8) {
			step = stepOf(bytes.Compare(buf[s:e], buf[s2:e2]))
		}
		s, e, w = s2, e2, w2
		if byText {
			p.byText |= step
			byText = p.byText&unsorted != unsorted
		}
		if !byValue {
			continue
		}
		if step != same {
			next := keyOf(b.parser, buf[s:e])
			step = k.step(&next)
			k = next
		}
		p.byValue |= step
		byValue = p.byValue&unsorted != unsorted
	}
}
