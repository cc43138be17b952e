package number

import "bytes"

// plain appends the number in core to dst as the plain grammar has it.
func (n *notation) plain(dst, core []byte, negative bool) ([]byte, bool) {
	if negative {
		dst = append(dst, '-')
	}
	first := countDigits(core)
	dst = append(dst, core[:first]...)
	rest := core[first:]
	var g groups
	for size := n.separatorAt(rest); size > 0; size = n.separatorAt(rest) {
		digits := countDigits(rest[size:])
		if !g.add(digits) {
			return nil, false
		}
		dst = append(dst, rest[size:size+digits]...)
		rest = rest[size+digits:]
	}
	if g.any() && !(g.end(first) && core[0] != '0') {
		return nil, false
	}
	if len(rest) > 0 && rest[0] == n.mark {
		digits := countDigits(rest[1:])
		dst = append(append(dst, '.'), rest[1:1+digits]...)
		rest = rest[1+digits:]
	}
	if len(rest) > 0 && rest[0]|0x20 != 'e' {
		return nil, false
	}
	return append(dst, rest...), true
}

func countDigits(b []byte) int {
	n := 0
	for n < len(b) && isDigit(b[n]) {
		n++
	}
	return n
}

// separatorAt returns the length of the separator that b begins with, or 0.
func (n *notation) separatorAt(b []byte) int {
	for _, s := range n.separator {
		if len(b) >= len(s) && string(b[:len(s)]) == s {
			return len(s)
		}
	}
	return 0
}

// groups are those of a number after the first.
type groups struct{ twos, threes int }

func (g *groups) any() bool { return g.twos+g.threes > 0 }

// add adds a group of that many digits, and reports whether it may be one.
func (g *groups) add(digits int) bool {
	switch {
	case digits == 3:
		g.threes++
		return true
	case digits == 2 && g.threes == 0:
		g.twos++
		return true
	}
	return false
}

// end reports whether the groups make a number with the digits before them:
// 1,234,567 or, as in India, 12,34,567.
func (g *groups) end(first int) bool {
	if g.twos > 0 {
		return g.threes == 1 && 0 < first && first <= 2
	}
	return 0 < first && first <= 3
}

// maxShort is the number of digits up to which a mantissa fits for certain.
const maxShort = 18

// parseShort parses the usual numbers in one pass: few digits, separators of
// one byte, and no exponent. ok is false for all others, and for what is no
// number.
func (n *notation) parseShort(core []byte, negative bool) (v Value, class Class, ok bool) {
	if len(core) > 2*maxShort || core[0] == '0' && len(core) > 1 && core[1] != n.mark {
		return Value{}, Text, false
	}
	separator := byte(0)
	if n.separator != nil {
		separator = n.separator[0][0]
	}
	mant, digits, first, run := uint64(0), 0, -1, 0
	var g groups
	i := 0
	for ; i < len(core); i++ {
		if d := core[i] - '0'; d <= 9 {
			mant = mant*10 + uint64(d)
			digits++
			run++
			continue
		}
		if core[i] != separator || separator == 0 {
			break
		}
		if first < 0 {
			first = run
		} else if !g.add(run) {
			return Value{}, Text, false
		}
		run = 0
	}
	if first >= 0 && !(g.add(run) && g.end(first)) {
		return Value{}, Text, false
	}
	class = Int
	if i < len(core) && core[i] == n.mark {
		class = Float
		for i++; i < len(core); i++ {
			d := core[i] - '0'
			if d > 9 {
				break
			}
			mant = mant*10 + uint64(d)
			digits++
			v.Scale++
		}
	}
	if i < len(core) || digits == 0 || digits > maxShort {
		return Value{}, Text, false
	}
	v.Mant = int64(mant) // below 10^18
	if negative {
		v.Mant = -v.Mant
	}
	return v, class, true
}

// blanks are the blanks that programs write into numbers: the usual one, the
// one that does not break lines, its narrow form, and the thin one.
var blanks = [...]string{" ", "\u00a0", "\u202f", "\u2009"}

// trimBlanks returns b without the blanks and tabs around it.
func trimBlanks(b []byte) []byte {
	for again := true; again; {
		again = false
		b = trim(b)
		for _, s := range blanks[1:] {
			rest, front := bytes.CutPrefix(b, []byte(s))
			rest, back := bytes.CutSuffix(rest, []byte(s))
			b, again = rest, again || front || back
		}
	}
	return b
}
