package number

import "slices"

// Decimals holds values in two slices of equal length: value i is
// Mant[i] × 10^-Scale[i].
type Decimals struct {
	Mant  []int64
	Scale []int16
}

// Reset empties d and keeps its memory.
func (d *Decimals) Reset() { d.Mant, d.Scale = d.Mant[:0], d.Scale[:0] }

// Add appends v.
func (d *Decimals) Add(v Value) {
	d.Mant = append(d.Mant, v.Mant)
	d.Scale = append(d.Scale, v.Scale)
}

// A Column holds the parsed fields of a column. ParseColumn reuses its slices.
type Column struct {
	Class  []Class      // of each field
	Counts [Classes]int // number of fields of each class

	Numbers Decimals // the fields of class Int and Float, in order
	Dates   Decimals // those of class Date: days, scale 0
	Times   Decimals // those of class DateTime and ZonedTime: seconds
	Trues   int      // how many of class Bool are true
}

// ParseColumn reads the fields buf[start[i]:end[i]] into c, each as Parse
// would. It allocates only where c's slices are too short.
//
// start and end have the same length; every start[i] <= end[i] <= len(buf).
// Fields that end before byte 24 of buf take the slow path. Bytes around the
// fields may have any value.
func (p *Parser) ParseColumn(c *Column, buf []byte, start, end []uint32) {
	n := len(start)
	end = end[:n]
	c.reset(n)
	class, mants, scales := c.Class, c.Numbers.Mant, c.Numbers.Scale
	numbers, floats, empty := 0, 0, 0
	fast := !p.slowNumbers
	likely := Int
	next := 0 // the field at which to try whole groups again
	for i := 0; i < n; i++ {
		if i == next && fast && likely <= Float {
			done, points := fastPath(buf, start[i:], end[i:], mants[numbers:], scales[numbers:], class[i:])
			i += done
			numbers += done
			floats += points
			if i == n {
				break
			}
			next = i + retry
			if done > 0 {
				next = i + fastPathGroup
			}
		}
		s, e := int(start[i]), int(end[i])
		if s == e {
			class[i] = Null
			empty++
			continue
		}
		if fast && likely <= Float && e >= fastPathMargin {
			mant, scale, point, ok := parseFast(buf, s, e)
			if !ok {
				mant, scale, ok = parseFastExponent(buf, s, e)
				point = 1
			}
			if ok {
				class[i] = Int + Class(point)
				floats += point
				mants[numbers], scales[numbers] = mant, int16(scale)
				numbers++
				continue
			}
		}
		if !p.slow && likely == Date && e-s == 10 {
			if day, ok := parseFastDate(buf[s:e]); ok {
				class[i] = Date
				c.Dates.Add(Value{Mant: day})
				continue
			}
		}
		v, cl := p.parseLikely(buf[s:e], likely)
		class[i], likely = cl, cl
		c.Counts[cl]++
		switch cl {
		case Null:
			likely = Int
		case Int, Float:
			mants[numbers], scales[numbers] = v.Mant, v.Scale
			numbers++
		case Date, DateTime, ZonedTime, Bool:
			c.addOther(v, cl)
		}
	}
	c.finish(numbers, floats, empty)
}

// parseLikely is Parse for a field that is likely to be of a class.
func (p *Parser) parseLikely(field []byte, likely Class) (Value, Class) {
	if p.usual != nil && likely <= Float {
		if v, class, ok := p.usual.parseUsual(field); ok {
			return v, class
		}
	}
	return p.Parse(field)
}

// reset empties c and makes room for n fields.
func (c *Column) reset(n int) {
	c.Dates.Reset()
	c.Times.Reset()
	c.Trues = 0
	c.Counts = [Classes]int{}
	c.Class = slices.Grow(c.Class[:0], n)[:n]
	c.Numbers.Mant = slices.Grow(c.Numbers.Mant[:0], n)[:n]
	c.Numbers.Scale = slices.Grow(c.Numbers.Scale[:0], n)[:n]
}

// finish sets the final lengths and counts. numbers is the number of all
// numbers, floats and empty are those of floats and nulls that Counts does not
// include yet.
func (c *Column) finish(numbers, floats, empty int) {
	c.Numbers.Mant, c.Numbers.Scale = c.Numbers.Mant[:numbers], c.Numbers.Scale[:numbers]
	c.Counts[Null] += empty
	c.Counts[Date] = len(c.Dates.Mant)
	slow := c.Counts[Int] + c.Counts[Float]
	c.Counts[Float] += floats
	c.Counts[Int] += numbers - slow - floats
}

// addOther adds a value that is not a number.
func (c *Column) addOther(v Value, class Class) {
	switch class {
	case Date:
		c.Dates.Add(v)
	case DateTime, ZonedTime:
		c.Times.Add(v)
	case Bool:
		c.Trues += int(v.Mant)
	}
}
