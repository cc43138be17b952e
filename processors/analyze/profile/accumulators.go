package profile

import "fanout/processors/analyze/sketch"

// Accumulators are the statistics that one goroutine has gathered of all
// columns.
type Accumulators struct {
	gatherer
	spill *spill
	list  []*accumulator
	rows  *rowCounter // nil: rows that repeat are not counted
}

// Add adds the records of t, whose fields are in buf with Pad bytes around
// them. Fields with doubled quotes are rewritten in place. base is the position
// of buf in the input: it ranks values by where they occur first. The order of
// the records is for [Profile.AddOrder].
func (a *Accumulators) Add(buf []byte, t *Table, base uint64) (order Order) {
	a.rows.add(buf, t)
	a.buf, a.class = buf, t.Class
	for column, c := range a.list {
		c.nulls += a.gather(t, c.index, c.rule)
		c.misfits.merge(&a.misfits)
		exact := c.values.Add(buf, a.start, a.end, base)
		c.flush()
		if exact < len(a.start) {
			c.rest.add(&a.batch, exact)
		}
		if p, ok := c.piece(&a.batch, column, exact == 0); ok {
			order = append(order, p)
		}
	}
	return order
}

// An accumulator holds the statistics of one column. As long as there are few
// different values, they are only counted; everything else is derived from the
// table of values when that is given up, or at the end.
type accumulator struct {
	index   int // of the column among the fields of a record
	rule    *rule
	order   *order
	nulls   int64
	misfits misfits
	values  *sketch.Values
	rest    stats  // of what the table of values does not hold
	spill   *spill // on the way from values to rest; empty between calls
}

// settle gives up the table of values if those that wait for it do not fit.
func (c *accumulator) settle() {
	c.values.Settle()
	c.flush()
}

// merge adds what o holds; o is not to be used afterwards. Both are settled.
func (c *accumulator) merge(o *accumulator) {
	c.nulls += o.nulls
	c.misfits.merge(&o.misfits)
	c.values.Merge(o.values)
	c.flush()
	c.rest.merge(&o.rest)
}

// finish derives what is still to be derived from the table of values.
func (c *accumulator) finish() {
	if c.values.Exact() {
		for value, n := range c.values.All() {
			c.spilled(value, n)
		}
	}
	c.flush()
}
