// Package number tells what the fields of a CSV column are: numbers, dates,
// booleans, nulls or text, and reads their values exactly.
//
// A number is a decimal, mantissa × 10^-scale, never a float. The grammar, after
// blanks and tabs around the field are cut off:
//
//	number   = [+-] ( digits [ "." [ digits ] ] | "." digits ) [ (e|E) [+-] digits ]
//	nan      = [+-] "nan"              in any case
//	inf      = [+-] "inf" ["inity"]    in any case
//	boolean  = "true" | "false" | "yes" | "no"    in any case; t, f, y, n, 1 and 0 are codes more often than not
//	date     = YYYY-MM-DD | YYYY/MM/DD | DD.MM.YYYY | D Mon YYYY | D-Mon-YYYY | D/Mon/YYYY | Mon D[,] YYYY
//	datetime = ( YYYY-MM-DD | YYYY/MM/DD ) ( "T" | " " ) HH:MM [ :SS [ (.|,) 1 to 9 digits ] ] [ [" "] zone ]
//	zone     = "Z" | "UTC" | "GMT" | (+|-) ( hh | hhmm | hh:mm )
//
// What looks like a number but has a leading zero before another digit ("00501",
// "-01", "00.5") is text, and said to be zero padded. Thousands separators,
// underscores, hexadecimal digits and currency signs make text. 03/04/2024 is
// text, as nobody can know which of the two is the month. Dates must exist, in
// the Gregorian calendar carried back to the year 1.
//
// The digits of a number may be MaxDigits at most and its exponent at most
// MaxExponent either way; beyond that it is text, so that 1e999999999 costs
// nothing.
package number

// The limits of a number: every digit of it lies between 10^±(MaxDigits+MaxExponent).
const (
	MaxDigits   = 4096 // digits before the exponent, leading zeros of a fraction included
	MaxExponent = 4096 // absolute value of the exponent as written
)

// A Class says what a field is.
type Class uint8

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
	DateTime                // Value is in seconds from 1970-01-01T00:00:00Z; without a zone it is taken as UTC
	ZeroPadded              // text: a number but for a leading zero
	Text                    // anything else
	Classes    int   = iota // how many classes there are
)

// A Value is Mant × 10^-Scale.
//
// The scale is as written: 1.50 has mantissa 150 and scale 2, 1e5 has mantissa 1
// and scale -5. Only what does not fit otherwise loses zeros at its end. -0 is
// 0. The scale lies within ±(MaxDigits+MaxExponent).
//
// The fraction of a DateTime outside the years 1678 to 2261 is cut to 7 digits.
type Value struct {
	Mant  int64
	Scale int16
}

// A Parser reads fields. It is not changed by reading and may be shared.
type Parser struct {
	nulls nulls
}

// NewParser returns a parser for which the null tokens are null besides the
// empty field. They are compared byte by byte with the field without the blanks
// and tabs around it, before anything else: a token may be a number.
func NewParser(nullTokens []string) *Parser {
	return &Parser{nulls: newNulls(nullTokens)}
}

// IsNull says whether the field is null: empty, or one of the tokens.
func (p *Parser) IsNull(field []byte) bool {
	return len(field) == 0 || p.HasTokens() && p.nulls.has(trim(field))
}

// HasTokens says whether there are null tokens.
func (p *Parser) HasTokens() bool { return p.nulls.longest > 0 }
