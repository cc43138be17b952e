package analyze

import "fanout/processors/analyze/runes"

// derived are values that have been handed on by a table of values, to be added to the other
// statistics of their column as fields are, many at a time.
type derived struct {
	buf        []byte // pad, then the values with a comma after each
	start, end []uint32
}

// A value that occurs at most fewTimes is added that often, which takes less time than to add
// it once with a count, as most of the values of a table are that has grown too large.
const (
	fewTimes   = 8
	maxDerived = 1024     // fields at a time, and
	maxBytes   = 64 << 10 // bytes, about
)

// derive adds a value of the table of values to the other statistics.
func (c *column) derive(value []byte, count uint64) {
	d := &c.owner.derived
	if count > fewTimes || len(value) > maxBytes {
		c.rest.addValue(c, value, count)
		return
	}
	if d.buf == nil {
		d.buf = make([]byte, pad, maxBytes)
	}
	s := uint32(len(d.buf))
	d.buf = append(d.buf, value...)
	e := uint32(len(d.buf))
	d.buf = append(d.buf, ',')
	for range count {
		d.start, d.end = append(d.start, s), append(d.end, e)
	}
	if len(d.start) >= maxDerived || len(d.buf) >= maxBytes {
		c.flush()
	}
}

// flush adds the values that are waiting.
func (c *column) flush() {
	d := &c.owner.derived
	if len(d.start) == 0 {
		return
	}
	n := len(d.buf)
	d.buf = append(d.buf, make([]byte, pad)...)
	c.rest.add(c.owner, c, d.buf, d.start, d.end, runes.ClassOf(d.buf[pad:n]))
	d.buf, d.start, d.end = d.buf[:pad], d.start[:0], d.end[:0]
}
