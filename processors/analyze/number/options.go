package number

// Options say which fields are numbers, dates, booleans or nulls besides those
// of the plain grammar. The zero value adds nothing.
type Options struct {
	// Nulls are values that count as null, besides the empty one. They are
	// compared byte by byte with the field without the blanks around it, before
	// it is parsed: one may look like a number. One that consists of blanks
	// stands for all fields of blanks only.
	Nulls []string

	Decimal   byte     // the decimal mark; 0: a point
	Thousands string   // between groups of digits: , . ' _ or a blank; "": nothing
	Units     []string // signs in front of or behind a number that are left out: $ € % kg
	Negatives []string // forms of negative numbers besides -5: see NegativeForms

	True, False []string // words besides true and yes, false and no; in any case

	DateOrder DateOrder // of dates like 03/04/2024
}

// The forms of Options.Negatives.
const (
	Parentheses   = "parentheses" // (5)
	TrailingMinus = "trailing"    // 5-
	MinusSign     = "minus"       // U+2212 instead of the hyphen
)

// NegativeForms are the words for Options.Negatives.
var NegativeForms = []string{Parentheses, TrailingMinus, MinusSign}

// A DateOrder is the order of day, month and year in dates of numbers only.
type DateOrder int

// The orders.
const (
	NoOrder DateOrder = iota // only dates whose order is clear are read
	DMY
	MDY
	YMD
)

// DateOrderNames are the words for the orders, in their order; the first is for
// NoOrder.
var DateOrderNames = []string{"", "dmy", "mdy", "ymd"}
