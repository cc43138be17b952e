package source

import (
	"fmt"

	"fanout/processors/analyze/hint"
	"fanout/processors/analyze/number"
)

// rateOne returns the score of the text as one column: the shape is the same
// for all text, so that only what the fields are tells. Figures below names of
// several columns are no column.
func (t *table) rateOne() int {
	if len(t.records) == 0 || t.cells[0][0] == dirtyCell || t.cells[0][0] == gluedCell {
		return oneText
	}
	figures, commas, filled := 0, 0, 0
	for i, row := range t.cells {
		switch {
		case i == 0 && row[0] != figureCell || row[0] == emptyCell: // perhaps a name
			continue
		case row[0] == figureCell:
			figures++
			for _, c := range t.field(&t.records[i], 0) {
				if c == ',' {
					commas++
					break
				}
			}
		}
		filled++
	}
	switch {
	case figures == 0 || 5*figures < 4*filled:
		return oneText
	case 2*commas > figures:
		return oneComma
	}
	return oneFigure
}

// certain reports whether a table with one of lastDelimiters is certain enough
// to be preferred to one column.
func (t *table) certain(one *table) bool {
	if len(t.records) < 2 || t.width < 2 || !allWide(t.records, t.width) || t.uncertain() {
		return false
	}
	names := t.namesColumns(0, t.width)
	figures := t.figureColumns()
	if t.delimiter == ' ' {
		return 2*figures >= t.width && (names || t.width > 2 || figures == t.width) && !one.plainFigures()
	}
	const wide = 4
	return figures > 0 && (names || t.width >= wide) && (names || one.rateOne() == oneText) && !t.hexadecimal()
}

// uncertain reports whether a field has blanks around it, or is empty where
// blanks separate.
func (t *table) uncertain() bool {
	for _, row := range t.cells {
		for _, c := range row {
			if c == paddedCell || c == brokenCell || c == emptyCell && t.delimiter == ' ' {
				return true
			}
		}
	}
	return false
}

// figureColumns returns how many columns hold figures only, below the first
// record.
func (t *table) figureColumns() int {
	n := 0
	for k := range min(t.width, sampleColumns) {
		all := true
		for _, row := range t.cells[1:] {
			all = all && (row[k] == figureCell || row[k] == emptyCell && t.delimiter != ' ')
		}
		if all {
			n++
		}
	}
	return n
}

// hexadecimal reports whether all fields are short hexadecimal numbers, as in
// addresses of network devices.
func (t *table) hexadecimal() bool {
	for i := range t.records {
		for k := range t.records[i].fields() {
			f := t.field(&t.records[i], k)
			for _, c := range f {
				if !(c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f') {
					return false
				}
			}
			if len(f) > 4 {
				return false
			}
		}
	}
	return true
}

// plainFigures reports whether the records, but perhaps for the first, are
// numbers, dates or times as package number takes them.
func (t *table) plainFigures() bool {
	for i := 1; i < len(t.records); i++ {
		switch _, class := number.Plain.Parse(t.field(&t.records[i], 0)); class {
		case number.Text, number.Null:
			return false
		}
	}
	return true
}

// doubt adds a hint if the second-best table is nearly as good.
func (t *table) doubt(second *table) {
	if second == nil || second.delimiter == NoDelimiter || second.width < 2 || 100*second.score < closeShare*t.score {
		return
	}
	t.hints = append(t.hints, hint.Hint{
		Kind: "delimiter", Text: "the delimiter is a guess",
		Settings: []hint.Setting{{Name: "Delimiter", Value: DelimiterWord(second.delimiter)}}, Remedy: "fits as well",
	})
}

// doubtOne adds a hint if many of the records have the delimiter of the
// second-best table.
func (t *table) doubtOne(second *table) {
	if second == nil {
		return
	}
	with := 0
	for i := range second.records {
		if second.records[i].fields() > 1 {
			with++
		}
	}
	if 2*with < len(second.records) {
		return
	}
	t.hints = append(t.hints, hint.Hint{
		Kind: "delimiter", Text: fmt.Sprintf("many lines contain a %s", delimiterName(second.delimiter)),
		Settings: []hint.Setting{{Name: "Delimiter", Value: DelimiterWord(second.delimiter)}}, Remedy: "splits them",
	})
}

// oneColumnHint says that a delimiter is a guess that one column speaks
// against.
func oneColumnHint() hint.Hint {
	return hint.Hint{
		Kind: "delimiter", Text: "the delimiter is a guess",
		Settings: []hint.Setting{{Name: "Delimiter", Value: DelimiterWord(NoDelimiter)}}, Remedy: "reads each line as one value",
	}
}

// sepHint says that the first line was taken as an instruction.
func sepHint() hint.Hint {
	return hint.Hint{
		Kind: "sep_line", Text: "the first line names the delimiter",
		Settings: []hint.Setting{{Name: "SkipLines", Value: "0"}}, Remedy: "reads that line as data",
	}
}

// maybeCommentsHint says that a few of the first records may be comments.
func maybeCommentsHint(n int) hint.Hint {
	return hint.Hint{
		Kind: "comments", Text: "some lines begin with #", Count: int64(n),
		Settings: []hint.Setting{{Name: "Comment", Value: string(rune(usualComment))}}, Remedy: "ignores them",
	}
}

// DelimiterWord returns a delimiter as a user may write it.
func DelimiterWord(d byte) string {
	switch {
	case d == NoDelimiter:
		return "none"
	case d == '\t':
		return "tab"
	case d == ' ':
		return "space"
	case d < ' ' || d >= 0x7f:
		return fmt.Sprintf(`\x%02x`, d)
	}
	return string(rune(d))
}

// DelimiterText returns a delimiter as text, "" for NoDelimiter.
func DelimiterText(d byte) string {
	if d == NoDelimiter {
		return ""
	}
	return string(rune(d))
}
