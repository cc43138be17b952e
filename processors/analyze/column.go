package analyze

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/bits"
	"unicode/utf8"

	"fanout/processors/analyze/csvscan"
	"fanout/processors/analyze/moments"
	"fanout/processors/analyze/number"
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
}

// The memory of a column's sketches depends on the number of columns, so that
// that of a wide file stays bounded; it must not depend on anything else.
const (
	maxBins     = 16384 // of all quantile tables of up to wideColumns columns
	minBins     = 512   // of one
	topBytes    = 256 << 10
	minTopBytes = 16 << 10
	wideColumns = 32

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
func newColumns(opt *Options, d *Dataset, unions []*sketch.Union) *columns {
	cs := &columns{scanner: d.scanner, parser: number.NewParser(opt.Nulls)}
	n := len(d.columns)
	for k, i := range d.columns {
		c := &column{
			index:  i,
			parser: cs.parser,
			bins:   share(maxBins, minBins, n),
		}
		c.values = sketch.NewValues(sketch.Options{
			MaxDistinct: opt.mostDistinct(n),
			TopBytes:    share(topBytes, minTopBytes, n),
			Leave:       c.derive,
			Union:       unions[k],
		})
		cs.list = append(cs.list, c)
	}
	return cs
}

// add adds the records of t.
func (cs *columns) add(buf []byte, t *table, base uint64) {
	text := classOf(buf[t.before[0]+1 : t.after[len(t.after)-1]])
	for _, c := range cs.list {
		c.nulls += cs.gather(buf, t, c.index)
		exact := c.values.Add(buf, cs.start, cs.end, base)
		if exact < len(cs.start) {
			c.rest.add(cs, c, buf, cs.start[exact:], cs.end[exact:], text)
		}
	}
}

// gather lists the fields of column k that are not null, without quotes, and
// returns how many are null.
func (cs *columns) gather(buf []byte, t *table, k int) (nulls int64) {
	start, end := cs.start[:0], cs.end[:0]
	quote := cs.scanner.Quote
	tokens := cs.parser.HasTokens()
	before, after := t.before[k:], t.after[k:]
	for i := 0; i < len(after); i += t.columns {
		s, e := before[i]+1, after[i]
		if s >= e {
			continue
		}
		if buf[e] == '\n' && buf[e-1] == '\r' {
			if e--; s == e {
				continue
			}
		}
		if buf[s] == quote && quote != 0 {
			if s, e = cs.unquote(buf, s, e); s == e {
				continue
			}
		}
		if tokens && cs.parser.IsNull(buf[s:e]) {
			continue
		}
		start, end = append(start, s), append(end, e)
	}
	cs.start, cs.end = start, end
	return int64(t.rows - len(start))
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

// A textClass says what is known of some text.
type textClass int

const (
	anyText textClass = iota
	utf8Text
	asciiText
)

func classOf(b []byte) textClass {
	switch {
	case isASCII(b):
		return asciiText
	case utf8.Valid(b):
		return utf8Text
	}
	return anyText
}

// isASCII reports whether b holds no byte above 127.
func isASCII(b []byte) bool {
	const high = 0x8080808080808080
	for len(b) >= 32 {
		w := binary.LittleEndian.Uint64(b) | binary.LittleEndian.Uint64(b[8:]) |
			binary.LittleEndian.Uint64(b[16:]) | binary.LittleEndian.Uint64(b[24:])
		if w&high != 0 {
			return false
		}
		b = b[32:]
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// A column is the accumulator of one column. As long as few values are
// different, they are only counted; everything else is derived from the table of
// values when it is given up, or at the end.
type column struct {
	index  int
	parser *number.Parser
	bins   int
	nulls  int64
	values *sketch.Values
	rest   stats // of what the table of values does not hold
}

// derive adds a value of the table of values to the other statistics.
func (c *column) derive(value []byte, count uint64) { c.rest.addValue(c, value, count) }

// merge adds what o holds; o is not to be used afterwards.
func (c *column) merge(o *column) {
	c.nulls += o.nulls
	c.values.Merge(o.values)
	c.rest.merge(c, &o.rest)
}

// finish derives what is still to be derived from the table of values.
func (c *column) finish() {
	if c.values.Exact() {
		for value, n := range c.values.All() {
			c.derive(value, n)
		}
	}
	c.rest.flush()
}

// stats are statistics of a column's values, apart from how many different ones
// there are. All is exact and commutative.
type stats struct {
	counts   [number.Classes]uint64
	isText   bool // one is text: numbers are no longer looked for
	invalid  uint64
	lengths  lengths
	text     textRange
	numbers  *moments.Moments
	spread   *sketch.Quantiles // of the numbers
	trues    uint64
	times    timeRange
	timeline *sketch.Quantiles // of dates and times, in seconds

	pending number.Decimals // numbers that are still to be added to numbers and spread
}

// maxPending is how many numbers are added at a time.
const maxPending = 1024

// add adds fields that are not null. text says what they are part of.
func (s *stats) add(cs *columns, c *column, buf []byte, start, end []uint32, text textClass) {
	s.text.add(buf, start, end)
	switch text {
	case asciiText:
		s.lengths.addBytes(start, end)
	case utf8Text:
		for i := range start {
			n, _ := countRunes(buf[start[i]:end[i]])
			s.lengths.add(uint64(n), 1)
		}
	default:
		for i := range start {
			s.addLength(buf[start[i]:end[i]], 1)
		}
	}
	if s.isText {
		s.counts[number.Text] += uint64(len(start))
		return
	}
	p := &cs.parsed
	c.parser.ParseColumn(p, buf, start, end)
	for class, n := range p.Counts {
		s.counts[class] += uint64(n)
	}
	if p.Counts[number.Text] > 0 {
		s.becomeText()
		return
	}
	if len(p.Numbers.Mant) > 0 {
		s.needNumbers(c)
		s.numbers.Add(p.Numbers)
		cs.floats = p.Numbers.AppendFloats(cs.floats[:0])
		s.spread.Add(cs.floats)
	}
	if p.Counts[number.BigInt]+p.Counts[number.BigFloat] > 0 {
		for i, class := range p.Class {
			if class == number.BigInt || class == number.BigFloat {
				s.addBig(c, buf[start[i]:end[i]], 1)
			}
		}
	}
	s.trues += uint64(p.Trues)
	if p.Counts[number.Date]+p.Counts[number.DateTime] > 0 {
		s.needTimes(c)
		cs.floats = cs.floats[:0]
		for i, days := range p.Dates.Mant {
			at := instantOf(number.Value{Mant: days, Scale: p.Dates.Scale[i]}, number.Date)
			s.times.add(at)
			cs.floats = append(cs.floats, at.seconds())
		}
		for i, mant := range p.Times.Mant {
			at := instantOf(number.Value{Mant: mant, Scale: p.Times.Scale[i]}, number.DateTime)
			s.times.add(at)
			cs.floats = append(cs.floats, at.seconds())
		}
		s.timeline.Add(cs.floats)
	}
}

// addValue adds one value n times.
func (s *stats) addValue(c *column, value []byte, n uint64) {
	s.text.addOne(value)
	s.addLength(value, n)
	if s.isText {
		s.counts[number.Text] += n
		return
	}
	v, class := c.parser.Parse(value)
	s.counts[class] += n
	switch class {
	case number.Text:
		s.becomeText()
	case number.Int, number.Float:
		s.needNumbers(c)
		if n == 1 { // as most are that come from a table with many values
			s.pending.Add(v)
			if len(s.pending.Mant) == maxPending {
				s.flush()
			}
			return
		}
		s.numbers.AddN(v, n)
		s.spread.AddN(v.Float64(), n)
	case number.BigInt, number.BigFloat:
		s.addBig(c, value, n)
	case number.Bool:
		s.trues += uint64(v.Mant) * n
	case number.Date, number.DateTime:
		s.needTimes(c)
		at := instantOf(v, class)
		s.times.add(at)
		s.timeline.AddN(at.seconds(), n)
	}
}

// flush adds what is pending.
func (s *stats) flush() {
	if len(s.pending.Mant) > 0 {
		s.numbers.Add(s.pending)
		s.spread.Add(s.pending.AppendFloats(nil))
		s.pending.Reset()
	}
}

func (s *stats) addBig(c *column, field []byte, n uint64) {
	s.needNumbers(c)
	d := number.Big(field)
	s.numbers.AddBig(d, n)
	s.spread.AddN(d.Float64(), n)
}

func (s *stats) needNumbers(c *column) {
	if s.numbers == nil {
		s.numbers, s.spread = &moments.Moments{}, sketch.NewQuantiles(c.bins)
	}
}

func (s *stats) needTimes(c *column) {
	if s.timeline == nil {
		s.timeline = sketch.NewQuantiles(c.bins)
	}
}

// becomeText settles that the column is text, whatever else it holds.
func (s *stats) becomeText() {
	s.isText = true
	s.numbers, s.spread, s.timeline, s.pending = nil, nil, nil, number.Decimals{}
}

// addLength counts the characters of one value n times.
func (s *stats) addLength(value []byte, n uint64) {
	runes, ascii := countRunes(value)
	if !ascii && !utf8.Valid(value) {
		runes = utf8.RuneCount(value)
		s.invalid += n
	}
	s.lengths.add(uint64(runes), n)
}

// countRunes returns the number of characters in b, if that is valid UTF-8, and
// whether all are ASCII.
func countRunes(b []byte) (n int, ascii bool) {
	const low = 0x0101010101010101
	var all uint64
	followers, i := 0, 0 // bytes 10xxxxxx
	for ; i+8 <= len(b); i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		all |= w
		followers += bits.OnesCount64(w >> 7 &^ (w >> 6) & low)
	}
	for _, c := range b[i:] {
		all |= uint64(c)
		if c>>6 == 2 {
			followers++
		}
	}
	return len(b) - followers, all&(0x80*low) == 0
}

func (s *stats) merge(c *column, o *stats) {
	s.flush()
	o.flush()
	for i, n := range o.counts {
		s.counts[i] += n
	}
	s.invalid += o.invalid
	s.lengths.merge(o.lengths)
	s.text.merge(&o.text)
	s.trues += o.trues
	if s.isText || o.isText {
		s.becomeText()
		return
	}
	if o.numbers != nil {
		s.needNumbers(c)
		s.numbers.Merge(o.numbers)
		s.spread.Merge(o.spread)
	}
	if o.timeline != nil {
		s.needTimes(c)
		s.times.merge(o.times)
		s.timeline.Merge(o.timeline)
	}
}

// lengths are the lengths of values in characters.
type lengths struct {
	count, sum, least, most uint64
}

func (l *lengths) add(length, n uint64) {
	if l.count == 0 {
		l.least = length
	}
	l.count += n
	l.sum += length * n
	l.least, l.most = min(l.least, length), max(l.most, length)
}

// addBytes adds the lengths of fields in bytes.
func (l *lengths) addBytes(start, end []uint32) {
	least, most, sum := uint32(math.MaxUint32), uint32(0), uint64(0)
	for i, s := range start {
		n := end[i] - s
		least, most = min(least, n), max(most, n)
		sum += uint64(n)
	}
	l.merge(lengths{uint64(len(start)), sum, uint64(least), uint64(most)})
}

func (l *lengths) merge(o lengths) {
	if o.count == 0 {
		return
	}
	if l.count == 0 {
		*l = o
		return
	}
	l.count += o.count
	l.sum += o.sum
	l.least, l.most = min(l.least, o.least), max(l.most, o.most)
}
