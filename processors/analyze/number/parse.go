package number

// Parse determines the class of a field and parses its value. The value is zero
// for classes that have none.
func (p *Parser) Parse(field []byte) (Value, Class) {
	if len(field) == 0 {
		return Value{}, Null
	}
	b := trim(field)
	if p.nulls.has(b) {
		return Value{}, Null
	}
	if p.grammar != nil {
		return p.grammar.classify(b)
	}
	return classify(b)
}

// trim returns b without the blanks and tabs around it.
func trim(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t') {
		b = b[1:]
	}
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == '\t') {
		b = b[:len(b)-1]
	}
	return b
}

// classify parses a trimmed field that is not null. The first byte is enough to
// recognise most text.
func classify(b []byte) (Value, Class) {
	if len(b) == 0 {
		return Value{}, Text
	}
	switch c := b[0]; {
	case isDigit(c):
		if len(b) >= 10 && (b[4] == '-' || b[4] == '/') && b[7] == b[4] { // no number has both
			return parseTime(b)
		}
		v, class := parseNumber(b, false)
		if class == Text {
			return parseTime(b)
		}
		return v, class
	case c >= 'A':
		return parseWord(b)
	case c == '-' || c == '+':
		if len(b) > 1 && b[1] >= 'A' {
			return Value{}, parseSigned(b)
		}
		return parseNumber(b, false)
	case c == '.':
		return parseNumber(b, false)
	}
	return Value{}, Text
}

func isDigit(c byte) bool { return c-'0' <= 9 }

// lower8 returns up to 8 bytes as a little-endian integer, lowercased. Setting
// the bit for lower case changes some other bytes too, but makes no letter of
// them.
func lower8(b []byte) uint64 {
	w := uint64(0)
	for i, c := range b {
		w |= uint64(c|0x20) << (8 * i)
	}
	return w
}

// The words that are not text, as returned by lower8.
const (
	wordNo       = 'n' | 'o'<<8
	wordYes      = 'y' | 'e'<<8 | 's'<<16
	wordTrue     = 't' | 'r'<<8 | 'u'<<16 | 'e'<<24
	wordFalse    = 'f' | 'a'<<8 | 'l'<<16 | 's'<<24 | 'e'<<32
	wordNan      = 'n' | 'a'<<8 | 'n'<<16
	wordInf      = 'i' | 'n'<<8 | 'f'<<16
	wordInfinity = wordInf | 'i'<<24 | 'n'<<32 | 'i'<<40 | 't'<<48 | 'y'<<56
)

// parseWord parses a field that begins with a letter.
func parseWord(b []byte) (Value, Class) {
	if len(b) > 8 {
		return parseMonthFirst(b)
	}
	switch lower8(b) {
	case wordTrue, wordYes:
		return Value{Mant: 1}, Bool
	case wordFalse, wordNo:
		return Value{}, Bool
	case wordNan:
		return Value{}, NaN
	case wordInf, wordInfinity:
		return Value{}, PosInf
	}
	return Value{}, Text
}

// parseSigned parses a field that begins with a sign and a letter.
func parseSigned(b []byte) Class {
	if len(b) > 9 {
		return Text
	}
	switch lower8(b[1:]) {
	case wordNan:
		return NaN
	case wordInf, wordInfinity:
		if b[0] == '-' {
			return NegInf
		}
		return PosInf
	}
	return Text
}

// isWord reports whether b equals word, which is in lower case, ignoring case.
func isWord(b []byte, word string) bool {
	if len(b) != len(word) {
		return false
	}
	for i := range b {
		if b[i]|0x20 != word[i] {
			return false
		}
	}
	return true
}

// A shape holds the parts of a number.
type shape struct {
	negative bool
	digits   []byte // may contain one point; no leading zeros
	count    int    // number of digits
	scale    int    // digits after the point minus the exponent
	class    Class  // Int or Float, ZeroPadded or Text; the rest is set only for the first two
}

// readShape parses b by the grammar of numbers (see the package comment);
// padded says that leading zeros are part of it.
func readShape(b []byte, padded bool) shape {
	text := shape{class: Text}
	sh := shape{class: Int}
	i := 0
	if i < len(b) && (b[i] == '-' || b[i] == '+') {
		sh.negative = b[i] == '-'
		i++
	}
	first := i
	for i < len(b) && isDigit(b[i]) {
		i++
	}
	whole, fraction := i-first, 0
	if i < len(b) && b[i] == '.' {
		i++
		sh.class = Float
		point := i
		for i < len(b) && isDigit(b[i]) {
			i++
		}
		fraction = i - point
	}
	if whole+fraction == 0 || whole+fraction > MaxDigits {
		return text
	}
	sh.digits = b[first:i]
	exponent, ok := 0, true
	if i < len(b) {
		if exponent, ok = readExponent(b[i:]); !ok {
			return text
		}
		sh.class = Float
	}
	if whole > 1 && b[first] == '0' && !padded {
		return shape{class: ZeroPadded}
	}
	sh.count, sh.scale = whole+fraction, fraction-exponent
	for sh.count > 0 && (sh.digits[0] == '0' || sh.digits[0] == '.') {
		if sh.digits[0] == '0' {
			sh.count--
		}
		sh.digits = sh.digits[1:]
	}
	if sh.count == 0 && exponent != 0 {
		sh.scale = 0
	}
	return sh
}

// readExponent parses all of b as an exponent: e, an optional sign, digits.
func readExponent(b []byte) (exponent int, ok bool) {
	if b[0]|0x20 != 'e' || len(b) < 2 {
		return 0, false
	}
	b = b[1:]
	negative := b[0] == '-'
	if negative || b[0] == '+' {
		b = b[1:]
	}
	if len(b) == 0 {
		return 0, false
	}
	for _, c := range b {
		if !isDigit(c) {
			return 0, false
		}
		exponent = exponent*10 + int(c-'0')
		if exponent > MaxExponent {
			return 0, false
		}
	}
	if negative {
		exponent = -exponent
	}
	return exponent, true
}

// parseNumber parses a number. Its class is Int, Float, BigInt, BigFloat,
// ZeroPadded or Text.
func parseNumber(b []byte, padded bool) (Value, Class) {
	sh := readShape(b, padded)
	if sh.class != Int && sh.class != Float {
		return Value{}, sh.class
	}
	if sh.count > 19 {
		sh.dropZeros()
	}
	if sh.count <= 19 { // below 10^19 < 2^64
		var u uint64
		for _, c := range sh.digits {
			if c != '.' {
				u = u*10 + uint64(c-'0')
			}
		}
		if !sh.negative && u < 1<<63 {
			return Value{int64(u), int16(sh.scale)}, sh.class
		}
		if sh.negative && u <= 1<<63 {
			return Value{int64(-u), int16(sh.scale)}, sh.class
		}
	}
	return Value{}, sh.class + (BigInt - Int)
}

// dropZeros removes trailing zeros from the digits. It stops at the first digit
// at the latest, which is not 0.
func (sh *shape) dropZeros() {
	d := sh.digits
	for d[len(d)-1] == '0' || d[len(d)-1] == '.' {
		if d[len(d)-1] == '0' {
			sh.count--
			sh.scale--
		}
		d = d[:len(d)-1]
	}
	sh.digits = d
}
