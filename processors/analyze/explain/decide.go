package explain

import (
	"strings"

	"fanout/processors/analyze/number"
)

// Facts are what is known of a column besides its Counter, which must not have
// given up.
type Facts struct {
	Name   string // of the column
	Column string // how an option names it

	// Counts are the numbers of values of each class.
	Counts [number.Classes]uint64

	// PointGroups is how many of class Float have three digits behind a point
	// and one to three before it: 1.234 may be more than a thousand.
	PointGroups uint64

	// ZerosAndOnes is how many are 0 or 1; 0 if that is not known.
	ZerosAndOnes uint64
}

// total returns the number of values.
func (f *Facts) total() (n uint64) {
	for _, c := range f.Counts {
		n += c
	}
	return n
}

// A candidate is one way to read a column.
type candidate struct {
	kind    string         // of the hint
	read    uint64         // how many values it reads
	typ     string         // of the column, if it reads all
	changes number.Options // what it adds to the options
	what    string         // what it takes the values for
	how     string         // how these are written; "" if nothing is to be added
	trim    bool           // blanks around values are to be no part of them
	declare bool           // the column is to be declared to have the type
	stuck   string         // kind of the hint if there are no options that read them all
	orders  orders         // of dates, if several read them all
}

// numbers returns the best way to read the column as one of numbers.
func (c *Counter) numbers(f *Facts) candidate {
	best := marks{decimal: '.'}
	var most uint64
	for _, m := range c.trials.marks() {
		if n := c.readWith(m, f); n > most {
			best, most = m, n
		}
	}
	x := candidate{kind: "numbers", typ: "integer", read: most}
	if f.floats() > 0 && best.decimal == c.trials.decimal() || f.special() > 0 {
		x.typ = "float"
	}
	h := habits{bare: f.Counts[number.Int]}
	for form, t := range c.forms {
		if form.kind != aNumber || !best.read(form) {
			continue
		}
		if best.fraction(form) {
			x.typ = "float"
		}
		x.trim = x.trim || form.padded
		h.add(form, t.n)
		if form.decimal == ',' || form.either && form.thousands == ',' && best.decimal == ',' {
			h.commas += t.n
		}
	}
	c.describeNumbers(&x, best, &h)
	return x
}

// floats and special count what is always one of a column of type float.
func (f *Facts) floats() uint64 { return f.Counts[number.Float] + f.Counts[number.BigFloat] }
func (f *Facts) special() uint64 {
	return f.Counts[number.NaN] + f.Counts[number.PosInf] + f.Counts[number.NegInf]
}

// Marks are what is taken for thousands and for decimals.
type marks struct{ thousands, decimal byte }

// decimal returns the decimal mark of the options.
func (t *Trials) decimal() byte {
	if t.base.Decimal != 0 {
		return t.base.Decimal
	}
	return '.'
}

// marks returns the marks that may be, those with the least to add first.
func (t *Trials) marks() (all []marks) {
	decimals, thousands := []byte{'.', ','}, []byte{0, ',', '.', ' ', '\'', '_'}
	if t.base.Decimal != 0 {
		decimals = []byte{t.base.Decimal}
	}
	if t.base.Thousands != "" {
		thousands = []byte{t.base.Thousands[0]}
	}
	for _, d := range decimals {
		for _, s := range thousands {
			if s != d {
				all = append(all, marks{s, d})
			}
		}
	}
	return all
}

// readWith returns how many values are numbers with these marks.
func (c *Counter) readWith(m marks, f *Facts) uint64 {
	n := f.Counts[number.Int] + f.Counts[number.BigInt] + f.special()
	switch {
	case m.decimal == c.trials.decimal():
		n += f.floats()
	case m.thousands == '.':
		n += f.PointGroups
	}
	for form, t := range c.forms {
		if form.kind == aNumber && m.read(form) {
			n += t.n
		}
	}
	return n
}

// read reports whether values of a form are numbers with these marks.
func (m marks) read(f form) bool {
	if f.either {
		return m.thousands == f.mark() || m.decimal == f.mark()
	}
	return (f.thousands == 0 || f.thousands == m.thousands) && (f.decimal == 0 || f.decimal == m.decimal)
}

// mark returns the only mark of a form that has one.
func (f form) mark() byte { return f.thousands | f.decimal }

// fraction reports whether values of a form may have a fraction.
func (m marks) fraction(f form) bool {
	if f.either {
		return m.decimal == f.mark()
	}
	return f.fraction
}

// habits are what the numbers of a column have besides marks.
type habits struct {
	units     map[unit]uint64
	negatives [negatives]uint64
	either    uint64 // numbers of which one mark may be for thousands or decimals
	certain   uint64 // numbers with other marks
	commas    uint64 // numbers with a comma for decimals
	bare      uint64 // integers without any mark
}

// doubtful reports whether the only mark of all numbers may be for thousands or
// for decimals. Where decimals are written there are others than three, or all
// numbers have them.
func (h *habits) doubtful() bool {
	const several = 20
	return h.certain == 0 && (h.bare == 0 || h.either < several)
}

// add counts n numbers of a form.
func (h *habits) add(f form, n uint64) {
	h.negatives[f.negative] += n
	switch {
	case f.either:
		h.either += n
	case f.thousands != 0 || f.decimal != 0:
		h.certain += n
	}
	if f.unit != noUnit {
		if h.units == nil {
			h.units = map[unit]uint64{}
		}
		h.units[f.unit] += n
	}
}

// dates returns the best way to read the column as one of dates.
func (c *Counter) dates(f *Facts) candidate {
	clock := f.Counts[number.DateTime] + f.Counts[number.ZonedTime]
	plain := f.Counts[number.Date] + clock
	x := candidate{kind: "dates", read: plain, typ: "date", what: "dates"}
	if clock > 0 {
		x.typ, x.what = "datetime", "times"
	}
	var by [len(dateOrders)]uint64 // those that one order only reads
	var all uint64
	fit := anyOrder
	for form, t := range c.forms {
		if form.kind != aDate {
			continue
		}
		if form.clock {
			x.typ, x.what = "datetime", "times"
		}
		fit &= form.orders
		all += t.n
		x.trim = x.trim || form.padded
		for i := range by {
			if form.orders == 1<<i {
				by[i] += t.n
			}
		}
	}
	x.read += all
	if all == 0 {
		return x
	}
	if x.trim && fit == anyOrder { // as all are that need none
		x.kind, x.how = "padding", padding
		return x
	}
	x.kind = "date_order"
	if fit == 0 {
		x.stuck = "mixed_date_order"
	}
	x.describeDates(fit, by)
	return x
}

// booleans returns the best way to read the column as one of words for true and
// false.
func (c *Counter) booleans(f *Facts) candidate {
	x := candidate{kind: "booleans", read: f.Counts[number.Bool], typ: "boolean", what: "words for true and false"}
	digits := f.ZerosAndOnes > 0 && f.ZerosAndOnes == f.Counts[number.Int]
	best := x
	for _, p := range booleans {
		y := x
		var seen [2]uint64
		var names []string
		isDigit := p.yes == "1"
		if isDigit && digits && f.Counts[number.Bool] > 0 {
			seen[0], seen[1] = f.ZerosAndOnes, f.ZerosAndOnes
			y.read += f.ZerosAndOnes
			y.declare = true
			names = []string{"1", "0"}
		}
		for _, w := range sorted(c.words) {
			switch strings.ToLower(w.text) {
			case p.yes:
				seen[0] += w.n
				y.changes.True = addFold(y.changes.True, p.yes)
			case p.no:
				seen[1] += w.n
				y.changes.False = addFold(y.changes.False, p.no)
			default:
				continue
			}
			y.read += w.n
			names = append(names, w.text)
		}
		if seen[0]+seen[1] == 0 || f.Counts[number.Bool] == 0 && (seen[0] == 0 || seen[1] == 0) {
			continue
		}
		if y.read > best.read {
			if f.Counts[number.Bool] > 0 {
				names = append(names, "other words for true and false")
			}
			y.kind, y.what, y.how = "boolean_words", list(names, "or"), "yes"
			best = y
		}
	}
	return best
}

// addFold adds a word in lower case to those that are read in any case.
func addFold(words []string, word string) []string {
	for _, w := range words {
		if w == word {
			return words
		}
	}
	return append(words, word)
}
