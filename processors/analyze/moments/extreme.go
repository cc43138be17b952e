package moments

import "fanout/processors/analyze/number"

// An extreme is the smallest or the largest value so far.
type extreme struct {
	any  bool           // there is a value
	v    number.Value   // the value, if long.Mant is nil
	long number.Decimal // the value otherwise
}

// decimal returns the extreme, of which there must be one.
func (e *extreme) decimal() number.Decimal {
	if e.long.Mant != nil {
		return e.long
	}
	return e.v.Decimal()
}

// replaceIf replaces the extreme by v if v is below it (sign -1) or above it
// (sign 1).
func (e *extreme) replaceIf(sign int, v number.Value) {
	if e.long.Mant != nil {
		e.replaceIfLong(sign, v.Decimal())
	} else if !e.any || v.Cmp(e.v) == sign {
		*e = extreme{any: true, v: v}
	}
}

// replaceIfLong is replaceIf for a number of any length.
func (e *extreme) replaceIfLong(sign int, d number.Decimal) {
	if !e.any || d.Cmp(e.decimal()) == sign {
		*e = extreme{any: true, long: d}
	}
}

// merge replaces e by o if o is below it (sign -1) or above it (sign 1).
func (e *extreme) merge(sign int, o extreme) {
	switch {
	case !o.any:
	case o.long.Mant != nil:
		e.replaceIfLong(sign, o.long)
	default:
		e.replaceIf(sign, o.v)
	}
}

// extend updates minimum and maximum by those of some values.
func (m *Moments) extend(lo, hi number.Value) {
	m.min.replaceIf(-1, lo)
	m.max.replaceIf(1, hi)
}
