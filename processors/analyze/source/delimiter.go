package source

import (
	"path/filepath"
	"slices"
	"strings"

	"fanout/processors/analyze/csvscan"
	"fanout/processors/analyze/hint"
)

// NoDelimiter is the delimiter of a file whose records are one field.
const NoDelimiter = '\n'

// delimiters are those that can be detected, the likeliest first: of equal
// tables the first wins.
var delimiters = []byte{',', ';', '\t', '|', 0x1f, 0x01, '^', '~'}

// lastDelimiters are part of many texts, and so are asked only if the records
// seem to be one field otherwise.
var lastDelimiters = []byte{':', ' '}

// A table is a way to read a text: a dialect, and the record with which the
// table begins.
type table struct {
	*excerpt
	delimiter byte
	cells     [][]cell // of the sampled records, up to sampleColumns a record
	first     int      // number of the first record of the table
	width     int      // fields of most records
	score     int      // how well it fits, 0 to fullScore

	named bool // the first record of the table is a comment line
	name  piece

	hints []hint.Hint
}

// The score of a table is a product of four shares:
//
//   - shape: how many records have as many fields as the table is wide. Records
//     that are shorter, with trailing delimiters left out, count by halves.
//   - content: what the fields look like, column by column. Figures (numbers, dates,
//     times) say that the delimiter is right, text in quotes and plain text say so
//     less, text that holds other delimiters or blanks at its ends speaks against it,
//     and figures that another delimiter joins or broken quotes speak loudly against
//     it.
//   - width: more columns are a little better than few.
//   - header: whether the first record has as many fields as the others, or one
//     less (row names) or more (a trailing delimiter).
//
// The same text as one column competes with a fixed score. The idea of a
// product of shape and content is from van den Burg, Nazábal and Sutton,
// "Wrangling Messy CSV Files by Detecting Row and Type Patterns" (2019).
const (
	fullScore = 10_000
	// oneText and oneFigure are the scores of one column: text, or figures.
	oneText, oneComma, oneFigure = 2500, 5500, 7000
	// closeShare is the percentage of the best score from which on another
	// table is named beside it.
	closeShare = 92
)

// worth is the percentage that a cell adds to the content.
var worth = [cells]int{emptyCell: 30, figureCell: 100, quotedCell: 85, plainCell: 70, paddedCell: 55, dirtyCell: 40, gluedCell: 15, brokenCell: 0}

// newTable reads text from position from on with a dialect.
func newTable(sc *csvscan.Scanner, text []byte, from int, whole bool) *table {
	t := &table{excerpt: newExcerpt(sc, text, from, whole), delimiter: sc.Delimiter}
	t.look()
	return t
}

// look looks at the cells of records that have been added.
func (t *table) look() {
	j := newExaminer(t.scanner)
	for i := len(t.cells); i < len(t.records); i++ {
		p := &t.records[i]
		row := make([]cell, min(p.fields(), sampleColumns))
		for k := range row {
			row[k] = j.of(t.field(p, k), t.scanner)
		}
		t.cells = append(t.cells, row)
	}
}

// rate returns the width and the score of the table that begins with record
// first.
func (t *table) rate(first int) (width, score int) {
	n0 := t.firstFields(first)
	body := t.records[t.bodyAt(first):]
	mode := modalFields(body)
	if len(body) == 0 {
		mode = n0
	}
	for _, w := range []int{n0, mode} {
		if w < 2 {
			continue
		}
		s := t.shape(first, w) * t.content(first, w) * t.headerShare(first, n0, w) / 100
		s = s * (w + 1) / (w + 2) // shape is a share of 100, and so is content
		if s > score {
			width, score = w, s
		}
		if n0 == mode {
			break
		}
	}
	return max(width, 1), min(score*prior(t.delimiter)/100, fullScore)
}

// prior is the percentage by which the score of a delimiter is weighed.
func prior(delimiter byte) int {
	switch delimiter {
	case ';', '|':
		return 99
	case '^', '~':
		return 90
	}
	return 100
}

// bodyAt returns the number of the first record below the one named first.
func (t *table) bodyAt(first int) int {
	if t.named {
		return first
	}
	return first + 1
}

func (t *table) firstFields(first int) int {
	if t.named {
		return t.name.fields()
	}
	return t.records[first].fields()
}

// modalFields returns how many fields most of the records have, the larger
// number of equals.
func modalFields(records []piece) int {
	counts := map[int]int{}
	mode := 0
	for i := range records {
		n := records[i].fields()
		counts[n]++
		if c := counts[n]; c > counts[mode] || c == counts[mode] && n > mode {
			mode = n
		}
	}
	return mode
}

// allWide reports whether all records have w fields.
func allWide(records []piece, w int) bool {
	return !slices.ContainsFunc(records, func(p piece) bool { return p.fields() != w })
}

// shape returns the share of the records that are w wide, in percent.
func (t *table) shape(first, w int) int {
	sum, n := 0, len(t.records)-first
	for i := first; i < len(t.records); i++ {
		switch f := t.records[i].fields(); {
		case f == w:
			sum += 100
		case f < 2:
		case f == w-1 || f == w+1:
			sum += 50
		default:
			sum += 30
		}
	}
	if n == 0 {
		return 100
	}
	return sum / n
}

// content returns the worth of the columns of a table w wide, in percent.
func (t *table) content(first, w int) int {
	columns := min(w, sampleColumns)
	sum := 0
	for k := range columns {
		var counts [cells]int
		n := 0
		for _, row := range t.cells[min(t.bodyAt(first), len(t.cells)):] {
			if k < len(row) {
				counts[row[k]]++
				n++
			}
		}
		sum += columnWorth(&counts, n, t.headCell(first, k))
	}
	return sum / columns
}

// headCell returns the cell above column k.
func (t *table) headCell(first, k int) cell {
	if t.named || k >= len(t.cells[first]) {
		return plainCell
	}
	return t.cells[first][k]
}

// columnWorth returns the worth of a column of n cells, in percent. A column
// whose cells are figures but for a few is one of figures, and a figure among
// text is text.
func columnWorth(counts *[cells]int, n int, head cell) int {
	filled := n - counts[emptyCell]
	if n == 0 {
		return min(max(worth[head], worth[paddedCell]), worth[quotedCell]) // there is no more than a header
	}
	if filled == 0 {
		return worth[emptyCell]
	}
	figures := worth[figureCell]
	if counts[figureCell]*5 < filled*4 {
		figures = worth[plainCell]
	}
	sum := figures * counts[figureCell]
	for c := quotedCell; c < cells; c++ {
		sum += worth[c] * counts[c]
	}
	average := sum / filled
	if head >= dirtyCell { // names hold no delimiters
		average = average * 3 / 4
	}
	return average
}

// headerShare weighs how the first record, of n0 fields, fits a table w wide.
func (t *table) headerShare(first, n0, w int) int {
	const (
		full   = 100
		nearly = 95
		bad    = 60
		oneOff = 20 // one name says that there is one column
	)
	body := t.records[t.bodyAt(first):]
	alike := allWide(body, w)
	switch {
	case n0 == w:
		return full
	case !alike && n0 > 1:
		return bad
	case n0 == w+1:
		return nearly
	case n0 == w-1 && (n0 > 1 || t.rowNames(first) || t.trailing(first)):
		return nearly
	case n0 > 1:
		return bad
	}
	return oneOff
}

// rowNames reports whether the first column seems to hold names of rows: the
// header and all names are in quotes.
func (t *table) rowNames(first int) bool {
	if t.named || t.cells[first][0] != quotedCell {
		return false
	}
	for _, row := range t.cells[first+1:] {
		if row[0] != quotedCell && row[0] != figureCell {
			return false
		}
	}
	return true
}

// trailing reports whether the last field of all records below the first is
// empty.
func (t *table) trailing(first int) bool {
	for _, p := range t.records[t.bodyAt(first):] {
		if n := p.fields(); n < 2 || p.ends[n-1] != p.ends[n-2]+1 {
			return false
		}
	}
	return true
}

// compressed are the extensions of compressed files.
var compressed = []string{".gz", ".zst", ".bz2", ".xz", ".zip"}

// delimiterByName returns the delimiter that the name of a file promises, or 0.
func delimiterByName(name string) byte {
	name = strings.ToLower(name)
	for _, ext := range compressed {
		name = strings.TrimSuffix(name, ext)
	}
	switch filepath.Ext(name) {
	case ".tsv", ".tab":
		return '\t'
	case ".psv":
		return '|'
	}
	return 0
}
