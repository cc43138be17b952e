package profile

import (
	"unicode/utf8"

	"fanout/processors/analyze/explain"
	"fanout/processors/analyze/moments"
	"fanout/processors/analyze/number"
	"fanout/processors/analyze/runes"
	"fanout/processors/analyze/sketch"
)

// stats are statistics of a column's values, apart from how many different ones
// there are. All is exact and commutative.
type stats struct {
	parser *number.Parser
	trials *explain.Trials
	bins   int // limit of spread and of timeline

	counts   [number.Classes]uint64
	isText   bool             // one is text: numbers are no longer looked for
	why      *explain.Counter // of a column that is text: what else its values may be; nil: it is declared
	points   uint64           // numbers like 1.234: see explain.Facts
	invalid  uint64
	lengths  lengths
	text     textRange
	numbers  *moments.Moments
	spread   *sketch.Quantiles // of the numbers
	trues    uint64
	times    timeRange
	fine     bool              // there are times that floats may not hold
	timeline *sketch.Quantiles // of dates and times, in seconds
}

// add adds the values of b from the one of index from on.
func (s *stats) add(b *batch, from int) {
	start, end := b.start[from:], b.end[from:]
	s.text.add(b.buf, start, end)
	if s.onlyText() {
		s.counts[number.Text] += uint64(len(start))
		s.addLengths(b.buf, start, end, b.class)
		return
	}
	p := b.parse(from)
	for class, n := range p.Counts {
		s.counts[class] += uint64(n)
	}
	if p.Counts[number.Float] > 0 {
		s.points += pointGroups(p.Numbers)
	}
	if s.isText || p.Counts[number.Text] > 0 {
		s.becomeText()
		s.addTexts(b, p, from)
		s.addLengths(b.buf, start, end, b.class)
		return
	}
	class := b.class
	if s.parser.OnlyASCII() {
		class = runes.ASCII
	}
	s.addLengths(b.buf, start, end, class)
	if len(p.Numbers.Mant) > 0 {
		s.needNumbers()
		s.numbers.Add(p.Numbers)
		b.floats = p.Numbers.AppendFloats(b.floats[:0])
		s.spread.Add(b.floats)
	}
	if p.Counts[number.BigInt]+p.Counts[number.BigFloat] > 0 {
		for i, class := range p.Class {
			if class == number.BigInt || class == number.BigFloat {
				s.addBig(b.buf[start[i]:end[i]], 1)
			}
		}
	}
	s.trues += uint64(p.Trues)
	if p.Counts[number.Date]+p.Counts[number.DateTime]+p.Counts[number.ZonedTime] > 0 {
		s.addTimes(b, p)
	}
}

// addTimes adds the dates and times of p. It uses the scratch of b.
func (s *stats) addTimes(b *batch, p *number.Column) {
	s.needTimes()
	b.floats = b.floats[:0]
	for i, days := range p.Dates.Mant {
		at := instantOf(number.Value{Mant: days, Scale: p.Dates.Scale[i]}, number.Date)
		s.times.add(at)
		b.floats = append(b.floats, at.seconds())
	}
	for i, mant := range p.Times.Mant {
		v := number.Value{Mant: mant, Scale: p.Times.Scale[i]}
		at := instantOf(v, number.DateTime)
		s.times.add(at)
		s.fine = s.fine || isFine(v)
		b.floats = append(b.floats, at.seconds())
	}
	s.timeline.Add(b.floats)
}

// addValue adds one value n times.
func (s *stats) addValue(value []byte, n uint64) {
	s.text.addOne(value)
	s.addLength(value, n)
	if s.onlyText() {
		s.counts[number.Text] += n
		return
	}
	v, class := s.parser.Parse(value)
	s.counts[class] += n
	if class == number.Float && isPointGroup(v.Mant, v.Scale) {
		s.points += n
	}
	if s.isText || class == number.Text {
		s.becomeText()
		s.addText(value, class, n)
		return
	}
	switch class {
	case number.Int, number.Float:
		s.needNumbers()
		s.numbers.AddN(v, n)
		s.spread.AddN(v.Float64(), n)
	case number.BigInt, number.BigFloat:
		s.addBig(value, n)
	case number.Bool:
		s.trues += uint64(v.Mant) * n
	case number.Date, number.DateTime, number.ZonedTime:
		s.needTimes()
		at := instantOf(v, class)
		s.times.add(at)
		s.fine = s.fine || class != number.Date && isFine(v)
		s.timeline.AddN(at.seconds(), n)
	}
}

func (s *stats) addBig(field []byte, n uint64) {
	s.needNumbers()
	d := s.parser.Big(field)
	s.numbers.AddBig(d, n)
	s.spread.AddN(d.Float64(), n)
}

func (s *stats) needNumbers() {
	if s.numbers == nil {
		s.numbers, s.spread = &moments.Moments{}, sketch.NewQuantiles(s.bins)
	}
}

func (s *stats) needTimes() {
	if s.timeline == nil {
		s.timeline = sketch.NewQuantiles(s.bins)
	}
}

// becomeText makes the column one of text, whatever else it holds.
func (s *stats) becomeText() {
	if s.isText {
		return
	}
	s.isText, s.why = true, explain.NewCounter(s.trials)
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
		sum, shortest, longest := runes.Lengths(buf, start, end)
		s.lengths.merge(lengths{uint64(len(start)), sum, shortest, longest})
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
		s.lengths.add(uint64(runes.Count(value)), n)
		return
	}
	s.lengths.add(uint64(utf8.RuneCount(value)), n)
}

func (s *stats) merge(o *stats) {
	for i, n := range o.counts {
		s.counts[i] += n
	}
	s.invalid += o.invalid
	s.lengths.merge(o.lengths)
	s.text.merge(&o.text)
	s.trues += o.trues
	s.points += o.points
	if s.isText || o.isText {
		s.becomeText()
		o.becomeText()
		if s.why != nil {
			s.why.Merge(o.why)
		}
		return
	}
	if o.numbers != nil {
		s.needNumbers()
		s.numbers.Merge(o.numbers)
		s.spread.Merge(o.spread)
	}
	if o.timeline != nil {
		s.needTimes()
		s.times.merge(o.times)
		s.fine = s.fine || o.fine
		s.timeline.Merge(o.timeline)
	}
}
