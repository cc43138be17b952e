package number

import "bytes"

// Kinds of bytes besides digits, which are their value.
const (
	markByte      = 16 + iota
	separatorByte // of groups
	otherByte
)

// setKinds fills in the kinds of bytes.
func (n *notation) setKinds() {
	for c := range n.kinds {
		n.kinds[c] = otherByte
		if isDigit(byte(c)) {
			n.kinds[c] = byte(c) - '0'
		}
	}
	if n.separator != nil {
		n.kinds[n.separator[0][0]] = separatorByte
	}
	n.kinds[n.mark] = markByte
}

// maxUsual is the number of bytes up to which a mantissa fits for certain.
const maxUsual = 18

// parseUsual parses the usual forms as parse does, in one pass: an optional
// hyphen, groups of three digits with separators of one byte or none, no
// exponent, and at most one unit beside. ok is false for all other fields.
func (n *notation) parseUsual(b []byte) (v Value, class Class, ok bool) {
	if n.units != nil {
		b = n.cutUnit(b)
	}
	negative := len(b) > 0 && b[0] == '-'
	if negative {
		b = b[1:]
	}
	if len(b) == 0 || len(b) > maxUsual || b[0] == '0' && len(b) > 1 && b[1] != n.mark {
		return v, class, false
	}
	mant, run, groups := uint64(0), 0, 0
	i, kind := 0, uint8(0)
	for ; i < len(b); i++ {
		if kind = n.kinds[b[i]]; kind < 10 {
			mant = mant*10 + uint64(kind)
			run++
			continue
		}
		if kind != separatorByte || run != 3 && (groups > 0 || run == 0 || run > 3) {
			break
		}
		groups++
		run = 0
	}
	if run == 0 || groups > 0 && run != 3 {
		return v, class, false
	}
	class = Int
	if i < len(b) && kind == markByte {
		class = Float
		i++
		v.Scale = int16(len(b) - i)
		for ; i < len(b); i++ {
			if kind = n.kinds[b[i]]; kind >= 10 {
				break
			}
			mant = mant*10 + uint64(kind)
		}
	}
	v.Mant = int64(mant) // below 10^18
	if negative {
		v.Mant = -v.Mant
	}
	return v, class, i == len(b)
}

// cutUnit takes one unit off b, in front or, with a blank or none, behind.
func (n *notation) cutUnit(b []byte) []byte {
	if len(b) < 2 {
		return b
	}
	if !isDigit(b[0]) && b[0] != '-' && b[0] != n.mark {
		for _, unit := range n.units {
			if rest, ok := bytes.CutPrefix(b, unit); ok {
				if len(rest) > 0 && isDigit(rest[0]) {
					return rest
				}
				break
			}
		}
		return b
	}
	if isDigit(b[len(b)-1]) {
		return b
	}
	for _, unit := range n.units {
		if rest, ok := bytes.CutSuffix(b, unit); ok {
			return bytes.TrimSuffix(rest, []byte(" "))
		}
	}
	return b
}
