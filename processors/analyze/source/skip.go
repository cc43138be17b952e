package source

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"

	"fanout/processors/analyze/csvscan"
	"fanout/processors/analyze/hint"
)

// AutoSkip lets the lines before the table be found.
const AutoSkip = -1

// maxPreamble is how many records may be before a table that is found.
const maxPreamble = 100

// A SkipError says that the lines to skip are longer than the longest record.
type SkipError struct {
	Lines int
}

func (e *SkipError) Error() string {
	text, _ := e.Explain(func(setting string) string { return setting })
	return text
}

// Is makes it an errLongFirst: more of the file may have the lines.
func (e *SkipError) Is(target error) bool { return target == errLongFirst }

// Explain returns the message; name gives the name of the setting.
func (e *SkipError) Explain(name func(string) string) (message, hint string) {
	return fmt.Sprintf("the first %d lines, which %s skips, are too long", e.Lines, name("SkipLines")), ""
}

// skipLines returns the position after n lines; found is false if text has no
// more lines.
func skipLines(text []byte, n int) (pos int, found bool) {
	for ; n > 0; n-- {
		i := bytes.IndexAny(text[pos:], "\r\n")
		if i < 0 {
			return len(text), false
		}
		pos += i + 1
		if text[pos-1] == '\r' && pos < len(text) && text[pos] == '\n' {
			pos++
		}
	}
	return pos, true
}

// sepLine reads the first line of a file that spreadsheets take as an
// instruction: sep=; perhaps in quotes, or with further delimiters behind it.
// next is where the next line begins; 0 if there is none such.
func sepLine(text []byte, quote byte) (delimiter byte, next int) {
	end := bytes.IndexAny(text, "\r\n")
	if end < 0 {
		end = len(text)
	}
	const longest = 200
	if end > longest {
		return 0, 0
	}
	line := text[:end]
	if quote != 0 && len(line) > 0 && line[0] == quote {
		line = bytes.TrimSuffix(line[1:], []byte{quote})
	}
	const word = "sep="
	if len(line) <= len(word) || !bytes.EqualFold(line[:len(word)], []byte(word)) {
		return 0, 0
	}
	line = line[len(word):]
	if bytes.HasPrefix(line, []byte(`\t`)) {
		line = []byte("\t")
	}
	delimiter = line[0]
	if delimiter >= 0x80 || delimiter == quote || len(bytes.Trim(line, string(rune(delimiter))+`"`)) > 0 {
		return 0, 0
	}
	next, _ = skipLines(text, 1)
	return delimiter, next
}

// findTable looks for the first record of the table: not the first of all if
// title lines, notes or the like are before it. These have fewer fields, or
// such that are mostly empty; others only if the record names columns. It must
// have at least evidenceEnough points, one of the first five among them, and
// the most have it:
//
//	+3  it names columns: text in each field, above figures in one column or more
//	+2  an empty line or record is before it
//	+2  it is more than two different words, and all records below are as wide
//	+2  those before it are one field, one is a phrase, and the rest is tidy
//	+0  all records before it are one field
//	+1  more than one record is before it
//	+1  one of these is one field, a phrase or a note: it holds a blank, a colon or an equals sign
//	+1  it has more than two fields
func (t *table) findTable() {
	const evidenceEnough, mostTried = 3, 8
	t.first = 0
	t.width, t.score = t.rate(0)
	tried, most, least := 0, evidenceEnough-1, t.score
	for k := 1; k < min(len(t.records)-1, maxPreamble) && tried < mostTried; k++ {
		if !t.mayBegin(k) {
			continue
		}
		tried++
		width, score := t.rate(k)
		if f := t.records[k].fields(); width != f && width != f+1 || score < least {
			continue
		}
		if points := t.evidence(k, width); points > most {
			most, t.first, t.width, t.score = points, k, width, score
		}
	}
}

// mayBegin reports whether record k is of another kind than the one before it
// or an empty line is between them, and those before it are mostly no part of a
// table as wide.
func (t *table) mayBegin(k int) bool {
	w := t.records[k].fields()
	if w < 2 || !t.sparse(k-1, w) && !t.gapBefore(k) || t.filled(k) < min(w, sampleColumns)-1 {
		return false
	}
	fit := 0
	for i := range k {
		if !t.sparse(i, w) {
			fit++
		}
	}
	if fit > 0 && (!t.gapBefore(k) || 2*fit > k && t.figuresBefore(k)) {
		return false
	}
	fit = 0
	for _, p := range t.records[k:] {
		if f := p.fields(); f == w || f == w+1 { // row names, or a trailing delimiter
			fit++
		}
	}
	return fit >= 2 && 3*fit >= 2*(len(t.records)-k)
}

// figuresBefore reports whether a field of the records before record k is a
// figure: notes that have commas are text.
func (t *table) figuresBefore(k int) bool {
	for _, row := range t.cells[:k] {
		if slices.Contains(row, figureCell) {
			return true
		}
	}
	return false
}

// sparse reports whether record i is no part of a table w wide: it has another
// number of fields, or at most half of them are filled.
func (t *table) sparse(i, w int) bool {
	return t.records[i].fields() != w || w > 2 && 2*t.filled(i) <= min(w, sampleColumns) && t.trailingEmpty(i)
}

// filled returns how many fields of record i are not empty.
func (t *table) filled(i int) int {
	n := 0
	for _, c := range t.cells[i] {
		if c != emptyCell {
			n++
		}
	}
	return n
}

// trailingEmpty reports whether the last field of record i is empty.
func (t *table) trailingEmpty(i int) bool {
	row := t.cells[i]
	return row[len(row)-1] == emptyCell
}

// gapBefore reports whether a line or record without content is before record
// k.
func (t *table) gapBefore(k int) bool {
	return t.records[k].gap || k > 0 && t.filled(k-1) == 0
}

// evidence returns the points for a table w wide that begins with record k.
func (t *table) evidence(k, w int) int {
	points := 0
	names := t.namesColumns(k, w)
	if names {
		points += 3
	}
	if t.gapBefore(k) {
		points += 2
	}
	if t.wordsAbove(k, w) {
		points += 2
	}
	single, other, phrase := true, false, false
	for i := range k {
		p := &t.records[i]
		one := t.filled(i) <= 1
		single = single && one
		other = other || p.fields() > w || !t.sparse(i, w)
		phrase = phrase || one && bytes.ContainsAny(t.text[p.start:p.end], " :=")
	}
	if other && !names || points == 0 && !single {
		return 0
	}
	if k > 1 {
		points++
	}
	if phrase {
		points++
	}
	if phrase && single && t.tidy(k, w) {
		points += 2
	}
	if w > 2 {
		points++
	}
	return points
}

// wordsAbove reports whether record k is more than two different words, and all
// records below are as wide.
func (t *table) wordsAbove(k, w int) bool {
	seen := map[string]bool{}
	for i, c := range t.cells[k] {
		f := t.field(&t.records[k], i)
		if c != plainCell && c != quotedCell || bytes.IndexByte(f, ' ') >= 0 || seen[string(f)] {
			return false
		}
		seen[string(f)] = true
	}
	return w > 2 && allWide(t.records[k:], w)
}

// tidy reports whether three records or more, all from record k on, are as wide
// as the table, and no field of theirs begins with a blank, as it would after
// the comma of a sentence. Two columns of figures alone may be decimal commas.
func (t *table) tidy(k, w int) bool {
	if !allWide(t.records[k+1:], w) {
		return false
	}
	figures := true
	for n := k; n < len(t.records); n++ {
		for i, c := range t.cells[n] {
			if f := t.field(&t.records[n], i); i > 0 && len(f) > 0 && f[0] == ' ' {
				return false
			}
			figures = figures && (c == figureCell || c == emptyCell)
		}
	}
	return len(t.records)-k >= 3 && (w > 2 || !figures)
}

// namesColumns reports whether record k is text above a column of figures.
func (t *table) namesColumns(k, w int) bool {
	for _, c := range t.cells[k] {
		if c != plainCell && c != quotedCell {
			return false
		}
	}
	for i := range min(w, sampleColumns) {
		figures, filled := 0, 0
		for _, row := range t.cells[k+1:] {
			if i < len(row) && row[i] != emptyCell {
				filled++
				if row[i] == figureCell {
					figures++
				}
			}
		}
		if figures > 0 && 5*figures >= 4*filled {
			return true
		}
	}
	return false
}

// skipHint says that lines were left out.
func skipHint(lines int64, header bool) hint.Hint {
	what := "the table"
	if header {
		what = "the header"
	}
	text := fmt.Sprintf("%d lines before %s skipped", lines, what)
	if lines == 1 {
		text = "1 line before " + what + " skipped"
	}
	return hint.Hint{
		Kind: "skipped_lines", Text: text, Count: lines,
		Settings: []hint.Setting{{Name: "SkipLines", Value: strconv.Itoa(0)}}, Remedy: "reads them",
	}
}

// countLines returns the number of lines in text, whose end is a line end.
func countLines(text []byte) int64 { return csvscan.CountLineBreaks(text) }
