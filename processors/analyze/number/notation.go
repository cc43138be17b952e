package number

import (
	"bytes"
	"cmp"
	"slices"
)

// A notation is how numbers are written, where that is not only as in the plain
// grammar:
//
//	field  = [sign] [unit] [sign] number [unit] | "(" [unit] number [unit] ")"
//	number = ( groups | digits ) [ mark [ digits ] ] [ exponent ] | mark digits [ exponent ]
//	groups = 1 to 3 digits, then a separator and three digits, repeated
//
// or, as in India, groups of two digits before the last one of three. Blanks
// may stand next to a unit and inside parentheses. There is at most one sign;
// where trailing minus signs are read, it may stand behind.
type notation struct {
	mark      byte     // before the decimals
	separator []string // between groups of digits, any of them
	units     [][]byte // the longest first

	parentheses, trailing, minus bool

	kinds [256]uint8 // of bytes, for parseUsual
}

// newNotation returns the notation of opt; nil if that is plain.
func newNotation(opt *Options) *notation {
	n := &notation{
		mark:        cmp.Or(opt.Decimal, '.'),
		separator:   separators(opt.Thousands),
		parentheses: slices.Contains(opt.Negatives, Parentheses),
		trailing:    slices.Contains(opt.Negatives, TrailingMinus),
		minus:       slices.Contains(opt.Negatives, MinusSign),
	}
	for _, unit := range opt.Units {
		n.units = append(n.units, bytes.Clone(trimBlanks([]byte(unit))))
	}
	slices.SortStableFunc(n.units, func(a, b []byte) int { return len(b) - len(a) })
	if n.mark == '.' && n.separator == nil && n.units == nil && len(opt.Negatives) == 0 {
		return nil
	}
	n.setKinds()
	return n
}

func separators(thousands string) []string {
	switch thousands {
	case "":
		return nil
	case " ":
		return blanks[:]
	case "'":
		return []string{"'", "\u2019"}
	}
	return []string{thousands}
}

// maxWritten is the longest number in bytes, however it is written.
const maxWritten = 4 * MaxDigits

// minusSign is what typesetters write for minus.
const minusSign = "\u2212"

// parse parses a trimmed field. Its class is Int, Float, BigInt, BigFloat,
// ZeroPadded or Text.
func (n *notation) parse(b []byte, padded bool) (Value, Class) {
	core, negative, ok := n.core(b)
	if !ok {
		return Value{}, Text
	}
	var scratch [64]byte
	plain, ok := n.plain(scratch[:0], core, negative)
	if !ok {
		return Value{}, Text
	}
	return parseNumber(plain, padded)
}

// big parses a field that parse takes for a number of any length.
func (n *notation) big(b []byte) []byte {
	core, negative, _ := n.core(b)
	plain, _ := n.plain(nil, core, negative)
	return plain
}

// core returns the part of b between signs, units and parentheses.
func (n *notation) core(b []byte) (core []byte, negative, ok bool) {
	if len(b) > maxWritten {
		return nil, false, false
	}
	a := affixes{notation: n, rest: b}
	for len(a.rest) > 0 && !isDigit(a.rest[0]) && a.rest[0] != n.mark {
		if !a.front() {
			return nil, false, false
		}
	}
	for len(a.rest) > 0 && !isDigit(a.rest[len(a.rest)-1]) {
		if a.back() { // first, as a unit may end like a number: kr.
			continue
		}
		if a.rest[len(a.rest)-1] != n.mark {
			return nil, false, false
		}
		break
	}
	if len(a.rest) == 0 || a.word && a.rest[0] == n.mark || a.signs > 1 || a.opened != a.closed {
		return nil, false, false
	}
	return a.rest, a.negative, true
}

// affixes are what stands around a number.
type affixes struct {
	*notation
	rest []byte // what is left

	negative       bool
	signs          int // of any form
	opened, closed bool
	before, behind bool // a unit was taken
	word           bool // the one before the number ends with a letter: a point may belong to it, as in Rs.500
}

// front takes a sign, a unit or a parenthesis off the front.
func (a *affixes) front() bool {
	b := a.rest
	switch {
	case b[0] == '-' || b[0] == '+':
		a.sign(b[0] == '-')
		a.rest = b[1:]
		return true
	case a.minus && bytes.HasPrefix(b, []byte(minusSign)):
		a.sign(true)
		a.rest = b[len(minusSign):]
		return true
	case a.parentheses && b[0] == '(' && !a.opened:
		a.opened = true
		a.sign(true)
		a.rest = trimBlanksLeft(b[1:])
		return true
	}
	if a.before {
		return false
	}
	for _, unit := range a.units {
		if rest, ok := bytes.CutPrefix(b, unit); ok {
			a.rest = trimBlanksLeft(rest)
			a.before = true
			last := unit[len(unit)-1]
			a.word = (last|0x20 >= 'a' && last|0x20 <= 'z' || last >= 0x80 && !isSign(unit)) && len(a.rest) == len(rest)
			return true
		}
	}
	return false
}

// isSign reports whether a unit is one character, as € is.
func isSign(unit []byte) bool { return len(bytes.Runes(unit)) == 1 }

// back takes a sign, a unit or a parenthesis off the back.
func (a *affixes) back() bool {
	b := a.rest
	if !a.behind {
		for _, unit := range a.units {
			if rest, ok := bytes.CutSuffix(b, unit); ok {
				a.rest = trimBlanksRight(rest)
				a.behind = true
				return true
			}
		}
	}
	switch {
	case b[len(b)-1] == ')' && a.opened && !a.closed:
		a.closed = true
		a.rest = trimBlanksRight(b[:len(b)-1])
		return true
	case a.trailing && b[len(b)-1] == '-':
		a.sign(true)
		a.rest = b[:len(b)-1]
		return true
	case a.trailing && a.minus && bytes.HasSuffix(b, []byte(minusSign)):
		a.sign(true)
		a.rest = b[:len(b)-len(minusSign)]
		return true
	}
	return false
}

func (a *affixes) sign(negative bool) {
	a.signs++
	a.negative = negative
}
