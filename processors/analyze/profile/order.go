package profile

import (
	"bytes"
	"cmp"
	"sync/atomic"

	"fanout/processors/analyze/number"
)

// An Order tells in which order the values of columns are in some records. The
// orders of all records are put together by [Profile.AddOrder]. Nulls are
// passed over. It is nil where no column can be sorted.
type Order []piece

// Size returns how many bytes it takes, about.
func (o Order) Size() (n int64) {
	const fixed = 256
	for i := range o {
		n += fixed + int64(len(o[i].first.text)+len(o[i].last.text))
	}
	return n
}

// A piece is the order of one column in some records: of what the values mean,
// and of their bytes. Both are needed until all values are known, as 9 is below
// 10 among numbers, and above it once there is a word.
type piece struct {
	column      int
	first, last place
	byValue     steps
	byText      steps
}

// A place is a value at one end of a piece.
type place struct {
	key  key
	text []byte
}

// steps says in which ways values follow upon one another.
type steps uint8

const (
	same steps = 1 << iota // a value equals the one before
	up
	down
	unsorted = up | down
)

// stepOf returns the step to a value from one that compares like that with it.
func stepOf(compared int) steps { return [...]steps{up, same, down}[compared+1] }

// name returns the order that steps make; "" if they make none.
func (s steps) name() string {
	return map[steps]string{
		same: "constant", up: "strictly ascending", up | same: "ascending",
		down: "strictly descending", down | same: "descending",
	}[s]
}

// isStrict reports whether no two values are equal.
func (s steps) isStrict() bool { return s == up || s == down }

// A key is a value as it is compared with others of its kind.
type key struct {
	kind     kind
	infinite int // -1 or 1 for an infinity
	value    number.Value
	long     number.Decimal // if Mant is not nil, it is the value
}

type kind uint8

const (
	unordered kind = iota // text, and NaN
	numeric
	temporal
	boolean
)

// keyOf returns the key of a value.
func keyOf(p *number.Parser, field []byte) key {
	v, class := p.Parse(field)
	switch class {
	case number.Int, number.Float:
		return key{kind: numeric, value: v}
	case number.BigInt, number.BigFloat:
		return key{kind: numeric, long: p.Big(field)}
	case number.PosInf:
		return key{kind: numeric, infinite: 1}
	case number.NegInf:
		return key{kind: numeric, infinite: -1}
	case number.Bool:
		return key{kind: boolean, value: v}
	case number.Date, number.DateTime, number.ZonedTime:
		return key{kind: temporal, value: secondsOf(v, class)}
	}
	return key{}
}

// step returns the step from k to l.
func (k *key) step(l *key) steps {
	switch {
	case k.kind != l.kind || k.kind == unordered:
		return unsorted
	case k.infinite != 0 || l.infinite != 0:
		return stepOf(cmp.Compare(k.infinite, l.infinite))
	case k.long.Mant == nil && l.long.Mant == nil:
		return stepOf(k.value.Cmp(l.value))
	}
	return stepOf(k.decimal().Cmp(l.decimal()))
}

func (k *key) decimal() number.Decimal {
	if k.long.Mant != nil {
		return k.long
	}
	return k.value.Decimal()
}

// An order is what is known of the order of a column so far.
type order struct {
	// Once a column is found not to be sorted in one way, nobody needs to look
	// at that any more. Any goroutine may set these.
	noValue, noText atomic.Bool

	// All records before the next Order. Used by AddOrder, and at the end.
	any     bool
	first   place
	last    place
	byValue steps
	byText  steps
}

// AddOrder takes the order of the records that follow upon those of the last
// call. It is called by one goroutine at a time.
func (p *Profile) AddOrder(o Order) {
	for i := range o {
		p.orders[o[i].column].add(&o[i])
	}
}

func (o *order) add(p *piece) {
	o.byValue |= p.byValue
	o.byText |= p.byText
	if !o.any {
		o.first = p.first
	} else {
		if !o.noValue.Load() {
			o.byValue |= o.last.key.step(&p.first.key)
		}
		if !o.noText.Load() {
			o.byText |= stepOf(bytes.Compare(o.last.text, p.first.text))
		}
	}
	o.any, o.last = true, p.last
	o.settle(o.byValue, o.byText)
}

// settle notes what is not sorted.
func (o *order) settle(byValue, byText steps) {
	if byValue&unsorted == unsorted {
		o.noValue.Store(true)
	}
	if byText&unsorted == unsorted {
		o.noText.Store(true)
	}
}

// steps returns the steps between all values, once all orders are added.
func (o *order) steps() (byValue, byText steps) {
	byValue, byText = o.byValue, o.byText
	if o.noValue.Load() {
		byValue = unsorted
	}
	if o.noText.Load() {
		byText = unsorted
	}
	return byValue, byText
}
