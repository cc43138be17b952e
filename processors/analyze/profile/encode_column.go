package profile

import "fanout/internal/wire"

// append appends the statistics of a column. Those of a table of values follow
// from it.
func (c *accumulator) append(b []byte) []byte {
	b = wire.AppendUint(b, uint64(c.nulls))
	b = wire.AppendUint(b, uint64(c.misfits.count))
	if c.misfits.count > 0 {
		b = c.misfits.text.append(b)
	}
	b = c.values.Append(b)
	if !c.values.Exact() {
		b = c.rest.append(b)
	}
	return b
}

// decode reads the statistics of the same column of another profile, which c
// can merge.
func (c *accumulator) decode(d *wire.Decoder) *accumulator {
	s := &c.rest
	o := &accumulator{nulls: int64(d.Count())}
	if o.misfits.count = int64(d.Count()); o.misfits.count > 0 {
		o.misfits.text = decodeTextRange(d)
	}
	o.values = c.values.Decode(d)
	o.rest = stats{parser: s.parser, trials: s.trials, bins: s.bins, isText: c.rule.declared == String}
	if d.Err() != nil {
		return o
	}
	if !o.values.Exact() {
		o.rest.decode(d)
		if o.rest.lengths.count != o.values.Count() {
			d.Fail("values are counted differently")
		}
	}
	if c.rule.fits != nil {
		c.checkFit(d, o)
	}
	return o
}

// checkFit checks that values are those of the declared type.
func (c *accumulator) checkFit(d *wire.Decoder, o *accumulator) {
	for class, n := range o.rest.counts {
		if n > 0 && !c.rule.fits[class] {
			d.Fail("a value does not fit the declared type")
		}
	}
	if !o.values.Exact() {
		return
	}
	for value := range o.values.All() {
		if _, class := c.rule.parser.Parse(value); !c.rule.fits[class] {
			d.Fail("a value does not fit the declared type")
			return
		}
	}
}

func (r *textRange) append(b []byte) []byte {
	return wire.AppendBytes(wire.AppendBytes(b, r.first), r.last)
}

func decodeTextRange(d *wire.Decoder) (r textRange) {
	first, last := d.Bytes(), d.Bytes()
	if len(first) > maxKept || len(last) > maxKept {
		d.Fail("a value was kept too long")
	}
	r.addOne(first)
	r.addOne(last)
	return r
}
