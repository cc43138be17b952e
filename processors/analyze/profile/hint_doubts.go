package profile

import (
	"slices"
	"strconv"
	"strings"

	"fanout/processors/analyze/explain"
	"fanout/processors/analyze/hint"
	"fanout/processors/analyze/number"
)

// doubts are why columns are text. They are settled when all columns are known:
// an option holds for all of them, and what reads one may spoil another.
type doubts struct {
	opt  *number.Options
	list []doubt
}

// A doubt is about one column.
type doubt struct {
	explain.Finding
	found  bool     // there is a Finding; else the column is what its type says
	column string   // its name, or its number, as a selection takes it
	words  []string // of a column of text: those in it that may stand for missing values
	points bool     // it is read as numbers, some of which have a decimal point
	typ    Type     // if the advice is followed
}

// add takes the column c, which is reported as r. name is its name in the file,
// at its place in the report.
func (d *doubts) add(c *accumulator, r *Column, name string) {
	x := doubt{typ: r.Type, column: name}
	if strings.ContainsAny(name, ",\"\n\r") || strings.HasPrefix(name, "/") || strings.HasPrefix(name, "!") {
		x.column = strconv.Itoa(c.index + 1)
	}
	if r.Type == String && c.rule.declared == "" {
		if x.Finding, x.found = c.explain(name, x.column); x.found {
			x.typ = Type(x.Type)
		} else {
			x.words = c.nullWords()
		}
	}
	n := &c.rest.counts
	x.points = d.opt.Decimal != ',' && x.Changes.Decimal == 0 && x.typ == Float &&
		(x.found || n[number.Float]+n[number.BigFloat] > 0)
	d.list = append(d.list, x)
}

// settle adds the hints to the columns.
func (d *doubts) settle(columns []Column) {
	for i := range d.list {
		x := &d.list[i]
		if !x.found {
			continue
		}
		h := x.Hint
		if spoilt := d.spoilt(i, columns); spoilt != "" && len(h.Settings) > 0 {
			h.Settings = append(h.Settings, hint.Setting{Name: "Select", Value: x.column})
			h.Remedy = "read this column by itself, as " + spoilt + " is written differently"
		}
		if also := d.alsoIn(x.Changes.Nulls, columns); also != "" {
			h.Remedy += ", also in " + also
		}
		columns[i].Hints = append(columns[i].Hints, h)
	}
}

// alsoIn names the first column of text that has one of the words.
func (d *doubts) alsoIn(words []string, columns []Column) string {
	for j := range d.list {
		for _, w := range d.list[j].words {
			if slices.Contains(words, w) {
				return columns[j].Name
			}
		}
	}
	return ""
}

// spoilt returns the first column that could not be read if the advice about
// column i were followed; "" if there is none.
func (d *doubts) spoilt(i int, columns []Column) string {
	mine := &d.list[i].Changes
	for j := range d.list {
		x := &d.list[j]
		yours := &x.Changes
		switch {
		case j == i:
		case mine.Decimal == ',' && (x.points || yours.Thousands == ","),
			yours.Decimal == ',' && (d.list[i].points || mine.Thousands == ","),
			mine.Thousands != "" && yours.Thousands != "" && mine.Thousands != yours.Thousands,
			mine.DateOrder != 0 && yours.DateOrder != 0 && mine.DateOrder != yours.DateOrder,
			hasDigit(mine.True) && (x.typ == Integer || x.typ == Float):
			return columns[j].Name
		}
	}
	return ""
}

// hasDigit reports whether a word for true is a number, so that it would be
// none in another column.
func hasDigit(words []string) bool {
	for _, w := range words {
		if strings.ContainsAny(w, "0123456789") {
			return true
		}
	}
	return false
}
