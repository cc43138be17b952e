package source

import (
	"bytes"
	"strings"

	"fanout/processors/analyze/csvscan"
	"fanout/processors/analyze/number"
)

// A cell is what a field looks like.
type cell uint8

const (
	emptyCell  cell = iota
	figureCell      // a number, date, time or truth value, as it or others write it
	quotedCell      // text in quotes, which stand at both ends of the field
	plainCell       // text
	paddedCell      // text with blanks around it
	dirtyCell       // text that holds another delimiter
	gluedCell       // figures with another delimiter between them, or a tab
	brokenCell      // a quote where none belongs
	cells
)

// An examiner tells cells.
type examiner struct {
	others string // delimiters that the text of a field is suspect for
	quote  byte
}

func newExaminer(sc *csvscan.Scanner) *examiner {
	others := strings.Map(func(r rune) rune {
		if r == rune(sc.Delimiter) {
			return -1
		}
		return r
	}, ",;\t|")
	return &examiner{others, sc.Quote}
}

// of returns what a field as it is written looks like.
func (j *examiner) of(field []byte, sc *csvscan.Scanner) cell {
	b := bytes.Trim(field, " ")
	if len(b) == 0 {
		return emptyCell
	}
	if j.quote != 0 && field[0] == j.quote {
		if !sc.WellQuoted(field) {
			return brokenCell
		}
		if content := bytes.Trim(field[1:len(field)-1], " "); len(content) == 0 {
			return emptyCell
		} else if j.isFigure(content) {
			return figureCell
		}
		return quotedCell
	}
	if j.isFigure(b) {
		return figureCell
	}
	if j.quote != 0 && b[len(b)-1] == j.quote && bytes.Count(b, []byte{j.quote}) == 1 {
		return brokenCell
	}
	if i := bytes.IndexAny(b, j.others); i >= 0 {
		if b[i] == '\t' || len(b) <= 4*maxFigure && j.allFigures(b, b[i]) {
			return gluedCell
		}
		return dirtyCell
	}
	if len(b) < len(field) {
		return paddedCell
	}
	return plainCell
}

// allFigures reports whether there are only figures between delimiters.
func (j *examiner) allFigures(b []byte, delimiter byte) bool {
	for len(b) > 0 {
		part, rest, _ := bytes.Cut(b, []byte{delimiter})
		if len(part) > 0 && !j.isFigure(bytes.Trim(part, " ")) {
			return false
		}
		b = rest
	}
	return true
}

// isFigure reports whether b is a number, date, time or truth value.
func (j *examiner) isFigure(b []byte) bool {
	if len(b) == 0 || len(b) > maxFigure {
		return false
	}
	if _, class := number.Plain.Parse(b); class != number.Text {
		return class != number.Null
	}
	return looksFigure(b)
}

// maxFigure is the length of the longest text that is looked at as a figure.
const maxFigure = 64

// units stand before or behind numbers.
var units = []string{"$", "€", "£", "¥", "%", "+", "-", "−", "(", ")", "R$", "USD", "EUR", "GBP", "CHF"}

// months begin the names of months.
var months = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

// looksFigure reports whether b is a number, date, time or network address as
// programs write them, apart from what package number takes: digits in groups
// with signs between, perhaps a unit, a month or a half of the day.
func looksFigure(b []byte) bool {
	if !bytes.ContainsAny(b, "0123456789") {
		return false
	}
	text, month := string(b), false
	if !isDigit(b[0]) || !isDigit(b[len(b)-1]) {
		text = dropUnits(text)
	}
	if strings.IndexFunc(text, isLetter) >= 0 {
		text, month = dropMonth(strings.ToLower(text))
		text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(text, "am"), "pm"))
	}
	if month {
		text = strings.ReplaceAll(text, ", ", " ")
	}
	if text == "" || !isDigit(text[len(text)-1]) && text[len(text)-1] != '.' {
		return false
	}
	groups, last := 0, byte('.')
	for i := range len(text) {
		c := text[i]
		switch {
		case isDigit(c):
			if !isDigit(last) {
				groups++
			}
		case !strings.ContainsRune(" ,.:/'-", rune(c)) || !isDigit(last):
			return false // a letter, or two signs together
		}
		last = c
	}
	const manyGroups = 9 // a date and time with a zone has eight
	if groups == 0 || groups > manyGroups {
		return false
	}
	commas, blanks := strings.Count(text, ","), strings.Count(text, " ")
	return (commas <= 1 || threes(text, ",")) && (blanks == 0 || month || blanks == 1 && strings.Contains(text, ":") || threes(text, " "))
}

// dropUnits returns text without the units around it.
func dropUnits(text string) string {
	for _, u := range units {
		text = strings.TrimSpace(strings.TrimPrefix(text, u))
		text = strings.TrimSpace(strings.TrimSuffix(text, u))
	}
	return text
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(r rune) bool { return 'a' <= r|0x20 && r|0x20 <= 'z' }

// threes reports whether the groups between separators have three digits, but
// for the first and a fraction.
func threes(text, separator string) bool {
	whole := text
	if i := strings.LastIndexAny(text, ".,"); i >= 0 && text[i:i+1] != separator {
		whole = text[:i]
	}
	for i, group := range strings.Split(whole, separator) {
		if len(group) != 3 && (i > 0 || len(group) > 3) {
			return false
		}
	}
	return true
}

// dropMonth replaces a name of a month by a digit.
func dropMonth(text string) (without string, found bool) {
	for _, m := range months {
		i := strings.Index(text, m)
		if i < 0 {
			continue
		}
		end := i + len(m)
		for end < len(text) && 'a' <= text[end] && text[end] <= 'z' {
			end++
		}
		if end-i > len("september") || i > 0 && 'a' <= text[i-1] && text[i-1] <= 'z' {
			return text, false
		}
		return text[:i] + "1" + strings.TrimPrefix(text[end:], "."), true
	}
	return text, false
}
