package analyze

import (
	"bytes"
	"slices"

	"fanout/processors/analyze/csvscan"
	"fanout/processors/analyze/number"
	"fanout/processors/analyze/runes"
	"fanout/processors/analyze/sketch"
)

// columns are the accumulators of one worker for one dataset.
type columns struct {
	scanner *csvscan.Scanner
	parser  *number.Parser
	list    []*column

	// Scratch of the column that is being added.
	start, end []uint32
	parsed     number.Column
	floats     []float64
	unquoted   []byte
	derived    derived
}

// The memory of a column's sketches depends on the number of columns, so that
// that of a wide file stays bounded; it must not depend on anything else. It is
// small for speed too: what is touched at random should stay in the caches. For
// 50 columns, sketches a quarter of the size take half of the time.
const (
	maxBins     = 16384 // of all quantile tables of up to wideColumns columns
	minBins     = 512   // of one
	topBytes    = 64 << 10
	minTopBytes = 16 << 10
	wideColumns = 8

	maxDistinct    = 65536 // by default, of one of up to wideColumns columns
	minMaxDistinct = 1024
)

// share returns what one column of a dataset gets of what most is for one of a few
// columns, but at least least.
func share(most, least, columns int) int {
	if columns > wideColumns {
		most = most * wideColumns / columns
	}
	return max(least, most)
}

// mostDistinct is how many different values of a column are counted exactly.
func (o *Options) mostDistinct(columns int) int {
	if o.MaxDistinct > 0 {
		return o.MaxDistinct
	}
	return share(maxDistinct, minMaxDistinct, columns)
}

// newColumns returns empty accumulators for d. unions are those of its columns.
func newColumns(opt *Options, d *Dataset, unions []*sketch.SharedLimit) *columns {
	cs := &columns{scanner: d.scanner, parser: number.NewParser(opt.Nulls)}
	n := len(d.columns)
	for k, i := range d.columns {
		c := &column{
			owner:  cs,
			index:  i,
			parser: cs.parser,
			bins:   share(maxBins, minBins, n),
		}
		c.values = sketch.NewValues(sketch.Options{
			MaxDistinct: opt.mostDistinct(n),
			TopBytes:    share(topBytes, minTopBytes, n),
			OnSpill:     c.derive,
			SharedLimit: unions[k],
		})
		cs.list = append(cs.list, c)
	}
	return cs
}

// add adds the records of t.
func (cs *columns) add(buf []byte, t *table, base uint64) {
	text := runes.ClassOf(buf[t.before[0]+1 : t.after[len(t.after)-1]])
	for _, c := range cs.list {
		c.nulls += cs.gather(buf, t, c.index)
		exact := c.values.Add(buf, cs.start, cs.end, base)
		c.flush()
		if exact < len(cs.start) {
			c.rest.add(cs, c, buf, cs.start[exact:], cs.end[exact:], text)
		}
	}
}

// gather lists the fields of column k that are not null, without quotes, and
// returns how many are null.
func (cs *columns) gather(buf []byte, t *table, k int) (nulls int64) {
	cs.start = slices.Grow(cs.start[:0], t.rows)[:t.rows]
	cs.end = slices.Grow(cs.end[:0], t.rows)[:t.rows]
	start, end := cs.start, cs.end
	n := 0
	quote := cs.scanner.Quote
	last := k == t.columns-1 // only there CRLF may end a field
	before := t.before[k:]
	after := t.after[k:][:len(before)]
	for i := 0; i < len(before); i += t.columns {
		s, e := before[i]+1, after[i]
		if last && e > s && buf[e] == '\n' && buf[e-1] == '\r' {
			e--
		}
		if buf[s] == quote && quote != 0 && s < e {
			s, e = cs.unquote(buf, s, e)
		}
		start[n], end[n] = s, e
		if s < e { // no branch
			n++
		}
	}
	if cs.parser.HasTokens() {
		n = cs.dropTokens(buf, n)
	}
	cs.start, cs.end = start[:n], end[:n]
	return int64(t.rows - n)
}

// dropTokens takes null tokens out of the n fields that are listed, and returns how
// many are left.
func (cs *columns) dropTokens(buf []byte, n int) (left int) {
	for i, s := range cs.start[:n] {
		e := cs.end[i]
		if !cs.parser.IsNull(buf[s:e]) {
			cs.start[left], cs.end[left] = s, e
			left++
		}
	}
	return left
}

// unquote returns where the content of the quoted field buf[s:e] lies, after
// rewriting it if need be.
func (cs *columns) unquote(buf []byte, s, e uint32) (uint32, uint32) {
	quote := cs.scanner.Quote
	if e-s >= 2 && buf[e-1] == quote && bytes.IndexByte(buf[s+1:e-1], quote) < 0 {
		return s + 1, e - 1
	}
	var content []byte
	content, cs.unquoted = cs.scanner.Content(buf[s:e], cs.unquoted)
	n := copy(buf[s+1:], content) // at least the opening quote is gone
	return s + 1, s + 1 + uint32(n)
}

// A column is the accumulator of one column. As long as few values are
// different, they are only counted; everything else is derived from the table of
// values when it is given up, or at the end.
type column struct {
	owner  *columns // whose scratch it uses
	index  int
	parser *number.Parser
	bins   int
	nulls  int64
	values *sketch.Values
	rest   stats // of what the table of values does not hold
}

// merge adds what o holds; o is not to be used afterwards.
func (c *column) merge(o *column) {
	c.nulls += o.nulls
	c.values.Merge(o.values)
	c.flush()
	c.rest.merge(c, &o.rest)
}

// finish derives what is still to be derived from the table of values.
func (c *column) finish() {
	if c.values.Exact() {
		for value, n := range c.values.All() {
			c.derive(value, n)
		}
	}
	c.flush()
}
