package analyze

import (
	"math"
	"unicode/utf8"

	"fanout/processors/analyze/moments"
	"fanout/processors/analyze/number"
	"fanout/processors/analyze/runes"
	"fanout/processors/analyze/sketch"
)

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
}

// add adds fields that are not null. text is what they are part of.
func (s *stats) add(cs *columns, c *column, buf []byte, start, end []uint32, text runes.Class) {
	s.text.add(buf, start, end)
	if s.isText {
		s.counts[number.Text] += uint64(len(start))
		s.addLengths(buf, start, end, text)
		return
	}
	p := &cs.parsed
	c.parser.ParseColumn(p, buf, start, end)
	for class, n := range p.Counts {
		s.counts[class] += uint64(n)
	}
	if p.Counts[number.Text] > 0 {
		s.becomeText()
		s.addLengths(buf, start, end, text)
		return
	}
	s.addLengths(buf, start, end, runes.ASCII) // as everything but text is
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
	s.numbers, s.spread, s.timeline = nil, nil, nil
}

// addLengths counts the characters of fields.
func (s *stats) addLengths(buf []byte, start, end []uint32, text runes.Class) {
	if len(start) == 0 {
		return
	}
	switch text {
	case runes.ASCII:
		s.lengths.addBytes(start, end)
	case runes.UTF8:
		sum, least, most := runes.Lengths(buf, start, end)
		s.lengths.merge(lengths{uint64(len(start)), sum, least, most})
	default:
		for i := range start {
			s.addLength(buf[start[i]:end[i]], 1)
		}
	}
}

// addLength counts the characters of one value n times.
func (s *stats) addLength(value []byte, n uint64) {
	if !utf8.Valid(value) {
		s.invalid += n
	}
	s.lengths.add(uint64(utf8.RuneCount(value)), n)
}

func (s *stats) merge(c *column, o *stats) {
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
