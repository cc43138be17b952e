package explain

import (
	"bytes"

	"fanout/processors/analyze/number"
)

// orders is a set of orders of day, month and year.
type orders uint8

const (
	dayFirst orders = 1 << iota
	monthFirst
	yearFirst

	anyOrder = dayFirst | monthFirst | yearFirst
)

// dateOrders are the orders in that of the bits of orders.
var dateOrders = [3]number.DateOrder{number.DMY, number.MDY, number.YMD}

// maxDate is longer than any date and time.
const maxDate = 40

// dateForm returns the form of a date of which an order decides. ok is false if
// b is none.
func (t *Trials) dateForm(b []byte) (f form, ok bool) {
	if len(b) < len("1/1/24") || len(b) > maxDate || !isDigit(rune(b[0])) {
		return form{}, false
	}
	i := bytes.IndexAny(b[:min(len(b), 5)], "/-.")
	if i < 0 || bytes.IndexByte(b[i+1:], b[i]) < 0 {
		return form{}, false
	}
	f.kind = aDate
	for i, p := range t.orders {
		if p == nil {
			continue
		}
		if _, class := p.Parse(b); isTime(class) {
			f.orders |= 1 << i
			f.clock = class != number.Date
		}
	}
	return f, f.orders != 0
}
