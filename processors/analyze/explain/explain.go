// Package explain finds out why a column is text although most of its values
// are numbers, dates or booleans, only written in a way that package number
// does not read unless it is told to: with a comma for thousands, with a word
// for missing values, with the day in front of the month.
//
// A [Counter] takes the values of a column that are text. It sorts each by its
// form: what is around and between its digits, and so which options would read
// it. A value counts for a form only if a parser with these options does read
// it. Whatever a Counter holds depends on the values alone, not on their order
// or on which Counter has got them before a merge.
//
// [Counter.Explain] chooses the fewest options that read nearly all values.
package explain

import (
	"maps"

	"fanout/processors/analyze/number"
)

// The limits of a Counter. All are limits of the union of the values, so that a
// Counter which is part of a column never exceeds one that the column keeps.
const (
	maxForms = 256 // different forms
	maxWords = 64  // different spellings of known words
	maxOther = 16  // different other values that are kept
	maxKept  = 40  // length of these in bytes

	// maxUnread is how many values that nothing explains make a column one of
	// text: free text costs nothing after them. It is less than one in a
	// thousand of a column that is long enough to take time.
	maxUnread = 1 << 14

	maxLength = 64 // of values that are looked at, in bytes
)

// Trials are parsers with the options of each form. They belong to one
// goroutine and serve all of its columns.
type Trials struct {
	base    *number.Options
	parsers map[form]*number.Parser // nil: no parser may have these options
	orders  [len(dateOrders)]*number.Parser
}

// NewTrials returns trials of what may be added to options.
func NewTrials(base *number.Options) *Trials {
	t := &Trials{base: base, parsers: map[form]*number.Parser{}}
	for i, order := range dateOrders {
		if base.DateOrder == number.NoOrder {
			opt := *base
			opt.DateOrder = order
			t.orders[i], _ = number.NewParser(opt)
		}
	}
	return t
}

// parser returns a parser for values of a form; nil if there can be none.
func (t *Trials) parser(f form) *number.Parser {
	p, known := t.parsers[f]
	if !known {
		if opt, ok := f.options(t.base); ok {
			p, _ = number.NewParser(opt)
		}
		t.parsers[f] = p
	}
	return p
}

// A tally counts the values of a form.
type tally struct {
	parser *number.Parser
	n      uint64
}

// A Counter counts the values of a column that are text by what would read
// them. Use NewCounter.
type Counter struct {
	trials *Trials
	forms  map[form]*tally
	words  map[string]uint64 // known words, as they are spelt
	other  map[string]uint64 // values that nothing explains; nil if there are too many
	unread uint64            // number of these
	padded bool              // there are other blanks than those of ASCII around other values
	gaveUp bool

	last      form // that of the last value,
	lastTally *tally
}

// NewCounter returns an empty Counter.
func NewCounter(t *Trials) *Counter {
	return &Counter{trials: t, forms: map[form]*tally{}, words: map[string]uint64{}, other: map[string]uint64{}}
}

// GaveUp reports whether the column is one of text, so that no further values
// need to be added. Its values need not be parsed either.
func (c *Counter) GaveUp() bool { return c.gaveUp }

// Add adds a value that is text for the options of the trials, n times.
func (c *Counter) Add(value []byte, n uint64) {
	if c.gaveUp {
		return
	}
	b := trimSpaces(value)
	padded := len(b) != len(trim(value))
	if padded && c.addPadded(b, n) {
		return
	}
	if f, ok := formOf(b); ok {
		f.padded = padded
		f.decide(c.trials.base)
		if c.addForm(f, b, n) {
			return
		}
	}
	if f, ok := c.trials.dateForm(b); ok {
		f.padded = padded
		c.count(f, n)
		return
	}
	if IsWord(b) {
		c.padded = c.padded || padded
		c.words[wordKey(b)] += n
		c.giveUpIf(len(c.words) > maxWords)
		return
	}
	if k := oddKind(b); k != aNumber {
		c.count(form{kind: k}, n)
		return
	}
	c.padded = c.padded || padded
	c.addOther(b, n)
}

// addPadded counts a value that is no text without the blanks around it, unless
// it is a number, which has a form.
func (c *Counter) addPadded(b []byte, n uint64) bool {
	f := form{padded: true}
	switch _, class := c.trials.parser(f).Parse(b); {
	case class == number.NaN, class == number.PosInf, class == number.NegInf:
		f.fraction = true
	case isTime(class):
		f.kind, f.orders, f.clock = aDate, anyOrder, class != number.Date
	default:
		return false
	}
	c.count(f, n)
	return true
}

// addForm counts a value without blanks around it if its form is right.
func (c *Counter) addForm(f form, value []byte, n uint64) bool {
	if c.lastTally == nil || f != c.last {
		p := c.trials.parser(f)
		if p == nil {
			return false
		}
		t := c.forms[f]
		if t == nil {
			t = &tally{parser: p} // enters the map with its first value
		}
		c.last, c.lastTally = f, t
	}
	t := c.lastTally
	if _, class := t.parser.Parse(value); !isNumber(class) {
		return false
	}
	if t.n == 0 {
		c.forms[f] = t
		c.giveUpIf(len(c.forms) > maxForms)
	}
	t.n += n
	return true
}

// count counts a value whose form is known to be right.
func (c *Counter) count(f form, n uint64) {
	t := c.forms[f]
	if t == nil {
		t = &tally{parser: c.trials.parser(f)}
		c.forms[f] = t
		c.giveUpIf(len(c.forms) > maxForms)
	}
	t.n += n
}

// addOther counts a value that nothing explains.
func (c *Counter) addOther(b []byte, n uint64) {
	c.unread += n
	if c.other != nil {
		if len(b) > maxKept {
			c.other = nil
		} else {
			c.other[string(b)] += n
		}
	}
	c.limitOther()
}

// limitOther drops the values that nothing explains if they are too many.
func (c *Counter) limitOther() {
	if len(c.other) > maxOther {
		c.other = nil
	}
	c.giveUpIf(c.other == nil && c.unread > maxUnread)
}

// giveUpIf makes the column one of text if there is too much of anything.
func (c *Counter) giveUpIf(tooMuch bool) {
	if tooMuch {
		*c = Counter{trials: c.trials, gaveUp: true}
	}
}

// Merge adds what o holds; o is not to be used afterwards.
func (c *Counter) Merge(o *Counter) {
	if c.gaveUp || o.gaveUp {
		c.giveUpIf(true)
		return
	}
	for f, t := range o.forms {
		if c.forms[f] == nil {
			c.forms[f] = &tally{parser: t.parser}
		}
		c.forms[f].n += t.n
	}
	add(c.words, o.words)
	c.unread += o.unread
	c.padded = c.padded || o.padded
	if o.other == nil {
		c.other = nil
	} else if c.other != nil {
		add(c.other, o.other)
	}
	c.lastTally = nil
	c.giveUpIf(len(c.forms) > maxForms || len(c.words) > maxWords)
	if !c.gaveUp {
		c.limitOther()
	}
}

// add adds counts to those in sums.
func add(sums, counts map[string]uint64) {
	for word, n := range maps.All(counts) {
		sums[word] += n
	}
}

func isNumber(class number.Class) bool {
	return class == number.Int || class == number.Float || class == number.BigInt || class == number.BigFloat
}

func isTime(class number.Class) bool {
	return class == number.Date || class == number.DateTime || class == number.ZonedTime
}
