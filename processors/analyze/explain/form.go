package explain

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"fanout/processors/analyze/number"
)

// A form is what a value is besides its digits. It says which options read the
// value.
type form struct {
	kind      kind
	thousands byte // , . ' _ or a blank; 0: there is none
	decimal   byte // . or ,; 0: there is none

	// either: the only mark is a comma or a point with three digits behind it,
	// which may be for thousands or for decimals. decimal holds a point,
	// thousands a comma.
	either bool

	fraction bool // it has digits behind a decimal mark, or an exponent
	padded   bool // there are other blanks than those of ASCII around it
	unit     unit
	negative negative

	orders orders // of a date: those that read it
	clock  bool   // of a date: there is a time of day
}

// A kind is what a value is.
type kind uint8

const (
	aNumber kind = iota
	aDate
	hexadecimal
	excelText // ="00123", as spreadsheets write what must stay text
)

// oddKind returns what a value is that no option reads; aNumber if it is
// nothing special.
func oddKind(b []byte) kind {
	if len(b) > len(`=""`) && bytes.HasPrefix(b, []byte(`="`)) && b[len(b)-1] == '"' {
		return excelText
	}
	if len(b) > 2 && b[0] == '0' && b[1]|0x20 == 'x' && len(b) <= maxLength {
		for _, c := range b[2:] {
			if !isDigit(rune(c)) && (c|0x20 < 'a' || c|0x20 > 'f') {
				return aNumber
			}
		}
		return hexadecimal
	}
	return aNumber
}

// A negative is a way to write a negative number.
type negative uint8

const (
	plainMinus    negative = iota // or no minus at all
	parentheses                   // (5)
	trailingMinus                 // 5-
	minusSign                     // U+2212
	negatives     int      = iota
)

// negativeForms are the words of package number for the ways.
var negativeForms = [negatives]string{"", number.Parentheses, number.TrailingMinus, number.MinusSign}

// options returns what reads values of the form, in addition to base. ok is
// false if base has decided otherwise.
func (f form) options(base *number.Options) (opt number.Options, ok bool) {
	opt = *base
	thousands, decimal := f.thousands, f.decimal
	if thousands == '.' && decimal == 0 {
		decimal = ','
	}
	if base.Decimal != 0 && decimal != 0 && decimal != base.Decimal {
		return opt, false
	}
	if thousands != 0 {
		if base.Thousands != "" && base.Thousands != string(thousands) {
			return opt, false
		}
		opt.Thousands = string(thousands)
	}
	if decimal == ',' {
		opt.Decimal = ','
	}
	if f.unit != noUnit {
		opt.Units = append(slices.Clone(base.Units), units().list[f.unit].sign)
	}
	if f.negative != plainMinus {
		opt.Negatives = append(slices.Clone(base.Negatives), negativeForms[f.negative])
	}
	return opt, f.kind == aNumber
}

// decide interprets the only mark of a form by the options, if they say what it
// is.
func (f *form) decide(base *number.Options) {
	mark := f.mark()
	switch {
	case !f.either:
	case base.Decimal == mark:
		f.either, f.thousands, f.decimal, f.fraction = false, 0, mark, true
	case base.Decimal != 0 || base.Thousands == string(mark):
		f.either, f.thousands, f.decimal, f.fraction = false, mark, 0, false
	}
}

// formOf returns the form of a value that may be a number. ok is false if it
// cannot be one.
func formOf(value []byte) (f form, ok bool) {
	if len(value) > maxLength {
		return form{}, false
	}
	first, last := 0, len(value)-1
	for first < len(value) && !isDigit(rune(value[first])) {
		first++
	}
	if first == len(value) {
		return form{}, false
	}
	for !isDigit(rune(value[last])) {
		last--
	}
	if first > 0 && (value[first-1] == '.' || value[first-1] == ',') { // .5
		first--
	}
	core := value[first : last+1]
	if len(core) == len(value) { // there is nothing else
		return f, f.readMarks(core)
	}
	before, after := trimSpaces(value[:first]), trimSpaces(value[last+1:])
	before, after, f.negative, ok = cutNegative(before, after)
	if !ok {
		return form{}, false
	}
	if f.unit, ok = unitOf(before, after); !ok {
		return form{}, false
	}
	return f, f.readMarks(core)
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// cutNegative takes the signs out of what is before and behind the digits.
func cutNegative(before, after []byte) (b, a []byte, how negative, ok bool) {
	cut := func(sign string, n negative) {
		if how == plainMinus && bytes.Contains(before, []byte(sign)) {
			before = trimSpaces(bytes.Replace(before, []byte(sign), nil, 1))
			how = n
		}
	}
	if bytes.HasPrefix(before, []byte("(")) && bytes.HasSuffix(after, []byte(")")) {
		return trimSpaces(before[1:]), trimSpaces(after[:len(after)-1]), parentheses, true
	}
	if bytes.HasSuffix(after, []byte("-")) {
		return before, trimSpaces(after[:len(after)-1]), trailingMinus, true
	}
	cut("\u2212", minusSign)
	if how == plainMinus {
		cut("-", plainMinus)
		cut("+", plainMinus)
	}
	return before, after, how, !bytes.ContainsAny(before, "()-+")
}

// A mark is what may stand between digits.
func markAt(b []byte) (mark byte, size int) {
	switch c := b[0]; c {
	case ',', '.', '\'', '_', ' ':
		return c, 1
	}
	switch r, n := utf8.DecodeRune(b); r {
	case '\u00A0', '\u202F', '\u2009':
		return ' ', n
	case '\u2019':
		return '\'', n
	}
	return 0, 1
}

// readMarks sets the marks of f to those between the digits of b, which ends
// with a digit. It reports whether they can be those of a number.
func (f *form) readMarks(b []byte) bool {
	exponent := bytes.IndexByte(b, 'e')
	if exponent < 0 {
		exponent = bytes.IndexByte(b, 'E')
	}
	if exponent > 0 {
		rest := bytes.TrimLeft(b[exponent+1:], "+-")
		if bytes.ContainsFunc(rest, func(r rune) bool { return !isDigit(r) }) {
			return false
		}
		b, f.fraction = b[:exponent], true
	}
	var marks [2]byte // the first one, and the last one if it differs
	count, groups, run := 0, true, 0
	start := b
	for len(b) > 0 {
		if isDigit(rune(b[0])) {
			run++
			b = b[1:]
			continue
		}
		mark, size := markAt(b)
		switch {
		case mark == 0 || marks[1] != 0:
			return false
		case count == 0:
			marks[0] = mark
			groups = 0 < run && run <= 3 && start[0] != '0'
		case mark != marks[0]:
			marks[1] = mark
		}
		count++
		run = 0
		b = b[size:]
	}
	return f.setMarks(marks, count, groups && run == 3 && exponent < 0)
}

// setMarks interprets marks: the first, and the last one if it differs. groups
// says that one to three digits are before the first and three behind the last.
func (f *form) setMarks(marks [2]byte, count int, groups bool) bool {
	first, last := marks[0], marks[1]
	isDecimal := func(c byte) bool { return c == '.' || c == ',' }
	switch {
	case count == 0:
	case last != 0:
		f.thousands, f.decimal, f.fraction = first, last, true
		return isDecimal(last)
	case count > 1 || !isDecimal(first):
		f.thousands = first
	case first == '.':
		f.decimal, f.either, f.fraction = '.', groups, true
	case groups: // 1,234
		f.thousands, f.either = ',', true
	default:
		f.decimal, f.fraction = ',', true
	}
	return true
}
