package source

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"fanout/processors/analyze/number"
)

// A shape is what a field looks like at a glance, in whatever way numbers and
// dates may be written: 1,200 and 12 % are numbers here, 3/4/2024 is a date.
type shape uint8

const (
	blank   shape = iota // empty, or a word for a missing value
	integer              // digits only, also 00501
	decimal              // any other number
	date                 // a date, a time or both
	boolean
	word
)

// typed reports whether the field is neither text nor missing.
func (s shape) typed() bool { return s != blank && s != word }

// kind takes integers and decimals together.
func (s shape) kind() shape {
	if s == integer {
		return decimal
	}
	return s
}

// missing are words for missing values, in lower case.
var missing = map[string]bool{
	"na": true, "n/a": true, "#n/a": true, "<na>": true, "nan": true, "null": true, "nil": true, "none": true,
	"-": true, "--": true, "---": true, ".": true, "..": true, "...": true, "?": true, "*": true, `\n`: true,
	"missing": true, "unknown": true, "nat": true, "n.a.": true, "n.d.": true, "#value!": true, "#ref!": true,
	"#div/0!": true, "#name?": true, "#num!": true, "#null!": true,
}

// maxGlance is how much of a field is looked at. No number or date is longer
// unless it is made to be.
const maxGlance = 128

// shapeOf returns the shape of a field.
func shapeOf(field string) shape {
	field = strings.TrimSpace(field)
	if len(field) > maxGlance {
		return word
	}
	if field == "" || missing[strings.ToLower(field)] {
		return blank
	}
	switch _, class := number.Plain.Parse([]byte(field)); class {
	case number.Null, number.NaN:
		return blank
	case number.Int, number.BigInt, number.ZeroPadded:
		return integer
	case number.Bool:
		return boolean
	case number.Date, number.DateTime:
		return date
	case number.Text:
		return loose(field)
	}
	return decimal
}

// loose tells numbers and dates by their characters alone: digits, no letter,
// and nothing that neither has.
func loose(field string) shape {
	digits, joints := 0, 0
	for i, r := range field {
		switch {
		case '0' <= r && r <= '9':
			digits++
		case r == '/' || r == ':':
			joints++
		case (r == '-' || r == '.') && 0 < i && i < len(field)-1:
			if r == '-' || strings.Count(field, ".") > 1 {
				joints++
			}
		case unicode.IsLetter(r) || !strings.ContainsRune(" +-.,'%()\u00a0\u202f\u2009\u2019\u2212", r) && !unicode.Is(unicode.Sc, r):
			return word
		}
	}
	switch {
	case digits == 0:
		return word
	case joints > 0:
		return date
	}
	return decimal
}

// maxPattern is of how much of a field the pattern is told.
const maxPattern = 32

// pattern returns how a field is built: A for a run of capitals, a for other
// letters, 9 for digits, and everything else as it is. Norway is Aa, AB-12 is
// Of a long field it is that of the beginning.
func pattern(field string) string {
	field = strings.TrimSpace(field)
	if len(field) > maxPattern {
		field = field[:maxPattern]
	}
	var b strings.Builder
	var last rune
	for _, r := range field {
		switch {
		case unicode.IsUpper(r):
			r = 'A'
		case unicode.IsLetter(r):
			r = 'a'
		case unicode.IsDigit(r):
			r = '9'
		}
		if r != last {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}

// hasDigit reports whether there is a digit in a field.
func hasDigit(field string) bool { return strings.ContainsAny(field, "0123456789") }

// hasLetter reports whether there is a letter in a field.
func hasLetter(field string) bool { return strings.ContainsFunc(field, unicode.IsLetter) }

// characters returns the length of a field.
func characters(field string) int { return utf8.RuneCountInString(strings.TrimSpace(field)) }
