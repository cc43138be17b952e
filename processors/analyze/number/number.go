// Package number classifies the fields of a CSV column as numbers, dates,
// booleans, nulls or text, and parses their values exactly.
//
// A number is a decimal, mantissa × 10^-scale, never a float. The grammar,
// after blanks and tabs around the field are removed:
//
//	number   = [+-] ( digits [ "." [ digits ] ] | "." digits ) [ (e|E) [+-] digits ]
//	nan      = [+-] "nan"              in any case
//	inf      = [+-] "inf" ["inity"]    in any case
//	boolean  = "true" | "false" | "yes" | "no"    in any case, but not t, f, y, n, 1 or 0
//	date     = YYYY-MM-DD | YYYY/MM/DD | DD.MM.YYYY | D Mon YYYY | D-Mon-YYYY | D/Mon/YYYY | Mon D[,] YYYY
//	datetime = ( YYYY-MM-DD | YYYY/MM/DD ) ( "T" | " " ) HH:MM [ :SS [ (.|,) 1 to 9 digits ] ] [ [" "] zone ]
//	zone     = "Z" | "UTC" | "GMT" | (+|-) ( hh | hhmm | hh:mm )
//
// The words t, f, y and n and the numbers 1 and 0 are no booleans because they
// are more often codes. A number with a leading zero before another digit
// ("00501", "-01", "00.5") is text and classified as zero padded. A field with
// thousands separators, underscores, hexadecimal digits or currency signs is
// text. 03/04/2024 is text, because its day and month cannot be told apart.
// Dates must exist in the proleptic Gregorian calendar from the year 1 on.
//
// A number has at most MaxDigits digits and an exponent of at most MaxExponent
// in absolute value. Beyond that it is text, which bounds the cost of fields
// such as 1e999999999.
package number

// The limits of a number. The place values of its digits are within
// 10^±(MaxDigits+MaxExponent).
const (
	MaxDigits   = 4096 // digits before the exponent, leading zeros of a fraction included
	MaxExponent = 4096 // absolute value of the exponent as written
)

// A Class is the kind of value that a field holds.
type Class uint8

// The classes.
const (
	Null       Class = iota // empty, or one of the null tokens
	Int                     // digits only, fits Value.Mant
	Float                   // with a point or an exponent, fits Value.Mant
	BigInt                  // digits only, too long for Value.Mant: see Big
	BigFloat                // with a point or an exponent, too long for Value.Mant: see Big
	NaN                     // not a number
	PosInf                  // infinity
	NegInf                  // minus infinity
	Bool                    // Value.Mant is 1 for true and yes, 0 for false and no
	Date                    // Value.Mant is the day, counted from 1970-01-01
	DateTime                // without a zone: Value is in seconds from 1970-01-01T00:00:00 on the same clock
	ZonedTime               // a datetime with a zone: Value is in seconds from 1970-01-01T00:00:00Z
	ZeroPadded              // text: a number except for a leading zero
	Text                    // anything else
	Classes    int   = iota // number of classes
)

// A Value is Mant × 10^-Scale.
//
// The scale is as written: 1.50 has mantissa 150 and scale 2, 1e5 has mantissa
// 1 and scale -5. Trailing zeros are removed only if the mantissa would not fit
// otherwise. -0 is 0. The scale is within ±(MaxDigits+MaxExponent).
//
// The fraction of a datetime outside the years 1678 to 2261 is truncated to 7
// digits.
type Value struct {
	Mant  int64
	Scale int16
}

// A Parser parses fields. It is immutable and may be used by several
// goroutines.
type Parser struct {
	nulls   nulls
	grammar *grammar // nil: the plain one

	// What fast paths may not be used, as they would misread a field.
	slow, slowNumbers bool

	usual *notation // whose usual forms have a fast path; nil: none
}

// Plain is the parser without options.
var Plain = &Parser{}

// NewParser returns a Parser for opt. The error says which options contradict
// each other or cannot be.
func NewParser(opt Options) (*Parser, error) {
	if err := opt.check(); err != nil {
		return nil, err
	}
	p := &Parser{nulls: newNulls(opt.Nulls), grammar: newGrammar(&opt)}
	p.setSlow()
	return p, nil
}

// setSlow finds out which fast paths could misread a field.
func (p *Parser) setSlow() {
	for token := range p.nulls.tokens { // one that looks like a value
		if _, class := classify([]byte(token)); class != Text && class != ZeroPadded {
			p.slow = true
		}
		if g := p.grammar; g != nil && g.notation != nil {
			if _, class := g.notation.parse([]byte(token), g.padded); class != Text {
				p.slow = true
			}
		}
	}
	if g := p.grammar; g != nil {
		p.slowNumbers = g.compact || g.coded || g.notation != nil && g.notation.mark != '.'
	}
	p.slowNumbers = p.slowNumbers || p.slow
	if g := p.grammar; g != nil && !p.slow && !g.compact && !g.coded {
		p.usual = g.notation
	}
}

// MustParser is NewParser for options that have been checked.
func MustParser(opt Options) *Parser {
	p, err := NewParser(opt)
	if err != nil {
		panic("number: internal error: options that were not checked: " + err.Error())
	}
	return p
}

// IsNull reports whether the field is null: empty, or one of the tokens.
func (p *Parser) IsNull(field []byte) bool {
	return len(field) == 0 || p.HasTokens() && p.nulls.has(trim(field))
}

// HasTokens reports whether there are null tokens.
func (p *Parser) HasTokens() bool { return p.nulls.longest > 0 || p.nulls.blanks }

// OnlyASCII reports whether every field that is not text is ASCII.
func (p *Parser) OnlyASCII() bool { return p.grammar == nil }
