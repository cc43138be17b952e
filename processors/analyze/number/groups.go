package number

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
