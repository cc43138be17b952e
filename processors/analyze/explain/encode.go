package explain

import (
	"cmp"
	"maps"
	"slices"

	"fanout/internal/wire"
)

// Append appends what c has counted. Equal values have equal bytes, in whatever
// order they were added and merged.
func (c *Counter) Append(b []byte) []byte {
	b = wire.AppendBool(b, c.gaveUp)
	if c.gaveUp {
		return b
	}
	b = wire.AppendUint(b, uint64(len(c.forms)))
	for _, f := range slices.SortedFunc(maps.Keys(c.forms), compareForms) {
		b = wire.AppendUint(f.append(b), c.forms[f].n)
	}
	b = appendWords(b, c.words)
	b = wire.AppendUint(b, c.unread)
	b = wire.AppendBool(b, c.other != nil)
	b = appendWords(b, c.other)
	return wire.AppendBool(b, c.padded)
}

// DecodeCounter reads what Append has written. It is never nil.
func DecodeCounter(d *wire.Decoder, t *Trials) *Counter {
	c := NewCounter(t)
	if d.Bool() {
		c.giveUpIf(true)
		return c
	}
	c.decodeForms(d)
	c.words = decodeWords(d, maxWords, func(w string) bool { return w == blanks || w != "" && IsWord([]byte(w)) })
	c.unread = d.Count()
	isKnown := d.Bool()
	c.other = decodeWords(d, maxOther, func(w string) bool { return len(w) <= maxKept })
	if !isKnown {
		c.other = nil
	}
	c.padded = d.Bool()
	if c.other != nil && sum(c.other) != c.unread || c.other == nil && c.unread > maxUnread {
		d.Fail("values that nothing explains are counted differently")
	}
	return c
}

// Count returns the number of values added. Of a column that is text it is not
// known.
func (c *Counter) Count() uint64 {
	n := sum(c.words) + c.unread
	for _, t := range c.forms {
		n += t.n
	}
	return n
}

// sum returns the sum of counts.
func sum(counts map[string]uint64) (n uint64) {
	for _, c := range counts {
		n += c
	}
	return n
}

func appendWords(b []byte, words map[string]uint64) []byte {
	b = wire.AppendUint(b, uint64(len(words)))
	for _, w := range slices.Sorted(maps.Keys(words)) {
		b = wire.AppendUint(wire.AppendString(b, w), words[w])
	}
	return b
}

// decodeWords reads up to limit words, all of which must be fit.
func decodeWords(d *wire.Decoder, limit int, fit func(string) bool) map[string]uint64 {
	words := map[string]uint64{}
	last := ""
	n := d.Len(2)
	for i := range n {
		w, count := d.String(), d.Count()
		if n > limit || count == 0 || i > 0 && w <= last || !fit(w) {
			d.Fail("words are not those of a column")
			return words
		}
		words[w], last = count, w
	}
	return words
}

// sign returns the sign of the unit of f.
func (f form) sign() string { return units().list[f.unit].sign }

// compareForms orders forms as they are written.
func compareForms(a, b form) int {
	return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.thousands, b.thousands), cmp.Compare(a.decimal, b.decimal),
		cmp.Compare(a.flags(), b.flags()), cmp.Compare(a.sign(), b.sign()), cmp.Compare(a.negative, b.negative), cmp.Compare(a.orders, b.orders))
}

// The flags of a form.
const (
	isEither = 1 << iota
	isFraction
	isPadded
	isClock
	allFlags = 1<<iota - 1
)

// flags returns what a form is and is not.
func (f form) flags() (all byte) {
	for flag, is := range map[byte]bool{isEither: f.either, isFraction: f.fraction, isPadded: f.padded, isClock: f.clock} {
		if is {
			all |= flag
		}
	}
	return all
}

// append appends f. Units are written as signs, as their numbers may change.
func (f form) append(b []byte) []byte {
	b = append(b, byte(f.kind), f.thousands, f.decimal, f.flags(), byte(f.negative), byte(f.orders))
	return wire.AppendString(b, f.sign())
}

func decodeForm(d *wire.Decoder) (f form) {
	b := d.Fixed(6)
	sign := d.String()
	if b == nil {
		return form{}
	}
	unit, ok := units().index[sign]
	isMark := func(marks string, c byte) bool { return c == 0 || slices.Contains([]byte(marks), c) }
	if !ok || b[0] > byte(excelText) || !isMark(",.'_ ", b[1]) || !isMark(".,", b[2]) || b[3] > allFlags || int(b[4]) >= negatives || b[5] > byte(anyOrder) {
		d.Fail("a form that no value has")
		return form{}
	}
	return form{
		kind: kind(b[0]), thousands: b[1], decimal: b[2], unit: unit, negative: negative(b[4]), orders: orders(b[5]),
		either: b[3]&isEither != 0, fraction: b[3]&isFraction != 0, padded: b[3]&isPadded != 0, clock: b[3]&isClock != 0,
	}
}

func (c *Counter) decodeForms(d *wire.Decoder) {
	const smallest = 8 // bytes of a form and its count
	n := d.Len(smallest)
	var last form
	for i := range n {
		f, count := decodeForm(d), d.Count()
		if d.Err() != nil {
			return
		}
		t := &tally{parser: c.trials.parser(f), n: count}
		if n > maxForms || count == 0 || i > 0 && compareForms(last, f) >= 0 || f.kind == aNumber && t.parser == nil {
			d.Fail("forms are not those of a column")
			return
		}
		c.forms[f], last = t, f
	}
}
