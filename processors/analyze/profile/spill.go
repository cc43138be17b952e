package profile

import "fanout/processors/analyze/runes"

// A spill collects values that a table of values has given up, so that they are
// added to the other statistics of their column many at a time, as fields are.
// All columns of a goroutine use one in turn.
type spill struct {
	batch // the values have a comma after each
}

// A value that occurs at most fewTimes is added that often, which takes less
// time than to add it once with a count: most values of a table that has grown
// too large are such.
const (
	fewTimes      = 8
	maxSpilled    = 1024     // fields at a time, and
	maxSpillBytes = 64 << 10 // bytes, about
)

// spilled adds a value of the table of values to the other statistics.
func (c *accumulator) spilled(value []byte, count uint64) {
	s := c.spill
	if count > fewTimes || len(value) > maxSpillBytes {
		c.rest.addValue(value, count)
		return
	}
	if s.buf == nil {
		s.buf = make([]byte, Pad, maxSpillBytes)
	}
	start := uint32(len(s.buf))
	s.buf = append(s.buf, value...)
	end := uint32(len(s.buf))
	s.buf = append(s.buf, ',')
	for range count {
		s.start, s.end = append(s.start, start), append(s.end, end)
	}
	if len(s.start) >= maxSpilled || len(s.buf) >= maxSpillBytes {
		c.flush()
	}
}

// flush adds the values that are waiting.
func (c *accumulator) flush() {
	s := c.spill
	if len(s.start) == 0 {
		return
	}
	n := len(s.buf)
	s.buf = append(s.buf, make([]byte, Pad)...)
	s.parser = c.rule.parser
	s.class = runes.ClassOf(s.buf[Pad:n])
	c.rest.add(&s.batch, 0)
	s.buf, s.start, s.end = s.buf[:Pad], s.start[:0], s.end[:0]
}
