package moments

import "fanout/processors/analyze/number"

// An extreme is the smallest or largest value so far.
type extreme struct {
	any  bool
	v    number.Value   // if long.Mant is nil
	long number.Decimal // else
}

func (e *extreme) decimal() number.Decimal {
	if e.long.Mant != nil {
		return e.long
	}
	return e.v.Decimal()
}

// replaceIf makes v the extreme if it compares with it as sign says: -1 below, 1 above.
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

func (e *extreme) merge(sign int, o extreme) {
	switch {
	case !o.any:
	case o.long.Mant != nil:
		e.replaceIfLong(sign, o.long)
	default:
		e.replaceIf(sign, o.v)
	}
}

// extend takes account of the smallest and largest of some values.
func (m *Moments) extend(lo, hi number.Value) {
	m.min.replaceIf(-1, lo)
	m.max.replaceIf(1, hi)
}
