package profile

import (
	"fanout/internal/wire"
	"fanout/processors/analyze/explain"
	"fanout/processors/analyze/moments"
	"fanout/processors/analyze/number"
	"fanout/processors/analyze/sketch"
)

// append appends s, of at least one value. What is no longer looked for in a
// column of text is left out: how much of it was found depends on when each
// goroutine has noticed.
func (s *stats) append(b []byte) []byte {
	counts, points := s.counts, s.points
	if s.onlyText() {
		counts, points = [number.Classes]uint64{number.Text: s.lengths.count}, 0
	}
	for _, n := range counts {
		b = wire.AppendUint(b, n)
	}
	for _, n := range []uint64{points, s.invalid, s.lengths.sum, s.lengths.min, s.lengths.max} {
		b = wire.AppendUint(b, n)
	}
	b = s.text.append(b)
	b = wire.AppendBool(b, s.isText)
	switch {
	case s.isText && s.why == nil:
		return b
	case s.isText:
		return s.why.Append(b)
	}
	b = wire.AppendUint(b, s.trues)
	if s.numbers != nil {
		b = s.spread.Append(s.numbers.Append(b))
	}
	if s.timeline != nil {
		b = s.timeline.Append(s.times.append(b))
		b = wire.AppendBool(b, s.fine)
	}
	return b
}

// decode reads what append has written into s, which is empty.
func (s *stats) decode(d *wire.Decoder) {
	n := uint64(0)
	for class := range s.counts {
		s.counts[class] = d.Count()
		n += s.counts[class]
	}
	s.points, s.invalid = d.Count(), d.Count()
	s.lengths = lengths{count: n, sum: d.Count(), min: d.Count(), max: d.Count()}
	s.text = decodeTextRange(d)
	if n == 0 || s.points > s.counts[number.Float] || s.invalid > n || s.lengths.min > s.lengths.max {
		d.Fail("counts contradict each other")
	}
	isText := d.Bool()
	if s.isText && !isText || !s.isText && isText != (s.counts[number.Text] > 0) {
		d.Fail("a column of text is none, or the other way round")
		return
	}
	switch {
	case s.isText: // as it is declared to be
		if s.counts[number.Text] != n {
			d.Fail("a column of text has other values")
		}
	case isText:
		s.isText, s.why = true, explain.DecodeCounter(d, s.trials)
		if !s.why.GaveUp() && s.why.Count() != s.counts[number.Text] {
			d.Fail("texts are counted differently")
		}
	default:
		s.decodeValues(d)
	}
}

// decodeValues reads the statistics of values that are not text.
func (s *stats) decodeValues(d *wire.Decoder) {
	c := &s.counts
	if s.trues = d.Count(); s.trues > c[number.Bool] {
		d.Fail("more values are true than there are")
	}
	if n := c[number.Int] + c[number.Float] + c[number.BigInt] + c[number.BigFloat]; n > 0 {
		s.numbers = moments.Decode(d)
		s.spread = sketch.DecodeQuantiles(d, s.bins)
		if d.Err() == nil && (s.numbers.Count() != n || s.spread.Count() != n) {
			d.Fail("numbers are counted differently")
		}
	}
	if n := c[number.Date] + c[number.DateTime] + c[number.ZonedTime]; n > 0 {
		s.times = decodeTimeRange(d)
		s.timeline = sketch.DecodeQuantiles(d, s.bins)
		s.fine = d.Bool()
		if d.Err() == nil && s.timeline.Count() != n {
			d.Fail("times are counted differently")
		}
		if d.Err() == nil {
			lo, hi := s.timeline.Range()
			if lo != s.times.first.seconds() || hi != s.times.last.seconds() {
				d.Fail("times are out of range")
			}
		}
	}
}

// maxSeconds is more than are between 1970 and any time that is read.
const maxSeconds = 1 << 39

func (r *timeRange) append(b []byte) []byte {
	for _, t := range []instant{r.first, r.last} {
		b = wire.AppendUint(wire.AppendInt(b, t.sec), uint64(t.nano))
	}
	return b
}

func decodeTimeRange(d *wire.Decoder) (r timeRange) {
	for range 2 {
		sec, nano := d.Int(), d.Uint()
		if sec < -maxSeconds || sec > maxSeconds || nano >= 1e9 {
			d.Fail("a time is out of range")
			return r
		}
		r.add(instant{sec, int64(nano)})
	}
	return r
}
