package number

// A grammar is what a parser with options reads besides nulls.
type grammar struct {
	notation *notation // nil: the plain one
	words    words
	order    DateOrder

	// What the type of a column makes clear: see Parser.As.
	padded  bool // leading zeros are part of a number
	compact bool // YYYYMMDD is a date, no number
	coded   bool // some numbers are words
}

// newGrammar returns the grammar of opt; nil if it is the plain one.
func newGrammar(opt *Options) *grammar {
	g := &grammar{notation: newNotation(opt), words: newWords(opt.True, opt.False), order: opt.DateOrder}
	if g.notation == nil && g.words.longest == 0 && g.order == NoOrder {
		return nil
	}
	return g
}

// classify parses a trimmed field that is not null.
func (g *grammar) classify(b []byte) (Value, Class) {
	if len(b) == 0 {
		return Value{}, Text
	}
	if v, ok := g.words.has(b); ok {
		return v, Bool
	}
	if g.compact && len(b) == 8 {
		if v, class := parseCompact(b); class == Date {
			return v, class
		}
	}
	if v, class := g.number(b); class != Text {
		return v, class
	}
	return g.other(b)
}

// number parses a number.
func (g *grammar) number(b []byte) (Value, Class) {
	if g.notation != nil {
		return g.notation.parse(b, g.padded)
	}
	if c := b[0]; isDigit(c) || c == '-' || c == '+' || c == '.' {
		return parseNumber(b, g.padded)
	}
	return Value{}, Text
}

// other parses what is no number.
func (g *grammar) other(b []byte) (Value, Class) {
	switch c := b[0]; {
	case isDigit(c):
		if g.order != NoOrder {
			return parseOrdered(b, g.order)
		}
		return parseTime(b)
	case c >= 'A':
		return parseWord(b)
	case (c == '-' || c == '+') && len(b) > 1 && b[1] >= 'A':
		return Value{}, parseSigned(b)
	}
	return Value{}, Text
}

// parseCompact parses YYYYMMDD.
func parseCompact(b []byte) (Value, Class) {
	if countDigits(b) != 8 {
		return Value{}, Text
	}
	return date(digits4(b, 0), digits2(b, 4), digits2(b, 6))
}
