package source

import (
	"bytes"
	"slices"

	"fanout/processors/analyze/csvscan"
	"fanout/processors/analyze/hint"
)

// NoComment is the value of Options.Comment for files in which no line is a
// comment.
const NoComment = "none"

// usualComment is the comment character that is detected.
const usualComment = '#'

// weighComments decides whether the lines that t has left out are comments.
// They are only if nothing else makes sense: a line of as many fields as the
// records may be one, with a value such as #1, or the header. named is the last
// line before the first record if it is the header (#id,name).
func (t *table) weighComments() (are bool, named *piece) {
	d := t.scanner.Dialect
	d.Comment = 0
	plainScanner := csvscan.New(d)
	w := modalFields(t.records)
	sure, records := 0, 0 // lines that can be comments only, and such that can be records
	for i := range t.comments {
		line := t.text[t.comments[i].start:t.comments[i].end]
		p, _ := readPiece(plainScanner, t.text, t.comments[i].start, true)
		asRecord := p.next == t.comments[i].next && p.fields() == w
		before := t.comments[i].before < t.lead
		switch {
		case w < 2 && (!before && !t.figuresOnly() || !marked(line)):
			records++
		case w < 2 || !asRecord:
			sure++
		case before && t.comments[i].before == t.lead-1 && t.readsAsHeader(&p, line):
			p.before = t.comments[i].before
			named = &p
		case marked(line):
			sure++
		default:
			records++
		}
	}
	if len(t.records) == 0 {
		return false, nil
	}
	return sure > 0 && records*4 <= len(t.records), named
}

// marked reports whether a line begins as comments do: with a character twice,
// or before a blank, an exclamation mark or nothing.
func marked(line []byte) bool {
	return len(line) == 1 || line[1] == line[0] || bytes.IndexByte([]byte(" \t!-=*"), line[1]) >= 0
}

// figuresOnly reports whether all records are figures.
func (t *table) figuresOnly() bool {
	for _, row := range t.cells {
		if len(row) != 1 || row[0] != figureCell {
			return false
		}
	}
	return true
}

// readsAsHeader reports whether the comment line that is read as p names the
// columns: the first record does not, and a name follows at once or figures are
// below.
func (t *table) readsAsHeader(p *piece, line []byte) bool {
	if len(t.records) == 0 || len(line) < 2 || line[1] == line[0] {
		return false
	}
	w := p.fields()
	if len(t.cells) > 1 && t.namesColumns(0, w) {
		return false
	}
	if line[1] != ' ' {
		return true
	}
	for i := range w {
		if bytes.IndexByte(bytes.Trim(t.field(p, i), "# "), ' ') >= 0 {
			return false // a phrase is no name
		}
	}
	return slices.Contains(t.cells[0], figureCell)
}

// commentHint says that lines are left out as comments.
func commentHint(c byte) hint.Hint {
	return hint.Hint{
		Kind: "comments", Text: "lines that begin with " + string(rune(c)) + " are ignored as comments",
		Settings: []hint.Setting{{Name: "Comment", Value: NoComment}}, Remedy: "reads them",
	}
}
