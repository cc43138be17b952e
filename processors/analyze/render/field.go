package render

import (
	"fanout/processors/analyze/profile"
)

// A field is one column of a table that is drawn: one figure of several columns
// of the data.
type field struct {
	title string
	cells []cell
	right bool // numbers stand to the right

	rank   int // the field with the highest is left out first when space is short; those with 0 stay
	least  int // width below which a number does not fit
	min    int // width below which it is better left out
	wanted int // width that shows all
	width  int
}

// A shape says how a field takes its place.
type shape struct {
	rank         int
	narrow, wide int // least width that is worth showing, and the most
	left         bool
}

// newField returns a field that shows a figure of columns; nil if it is blank
// throughout and can be done without.
func newField(columns []*profile.Column, title string, sh shape, show func(*profile.Column) cell) *field {
	w := stringWidth(title)
	f := &field{title: title, right: !sh.left, rank: sh.rank, least: min(w, leastText), min: w, wanted: w}
	blank := true
	for _, c := range columns {
		cell := show(c)
		f.cells = append(f.cells, cell)
		f.wanted = max(f.wanted, min(stringWidth(cell.full()), sh.wide))
		f.min = max(f.min, cell.worth(sh.narrow))
		f.least = max(f.least, cell.least())
		blank = blank && cell.full() == ""
	}
	if blank && sh.rank > 0 {
		return nil
	}
	f.wanted = max(f.wanted, f.least)
	f.min = min(f.min, f.wanted)
	return f
}

// maxWidth keeps one long value from taking the whole table.
const maxWidth = 32

// A grid is the table of a report.
type grid struct {
	lead     []*field // what all columns have
	sections []*section
}

// A section is the part of a grid that shows columns of one kind, each by the
// figures that mean something for it. Its rows follow those of the section
// before it.
type section struct {
	columns []*profile.Column
	fields  []*field
}

// newGrid returns the table of a report: numbers, dates and times, and the
// rest.
func newGrid(r *profile.Report) *grid {
	var numbers, times, others section
	for i := range r.Columns {
		c := &r.Columns[i]
		s := &others
		switch c.Type {
		case profile.Integer, profile.Float:
			s = &numbers
		case profile.Date, profile.Datetime:
			s = &times
		}
		s.columns = append(s.columns, c)
	}
	numbers.addNumbers(quantileNames(r))
	times.addTimes(quantileNames(r))
	others.addTexts()
	g := &grid{}
	lead := section{}
	for _, s := range []*section{&numbers, &times, &others} {
		if len(s.columns) > 0 {
			g.sections = append(g.sections, s)
			lead.columns = append(lead.columns, s.columns...)
		}
	}
	lead.addLead(r)
	g.lead = lead.fields
	return g
}

func (s *section) add(title string, sh shape, show func(*profile.Column) cell) {
	if f := newField(s.columns, title, sh, show); f != nil {
		s.fields = append(s.fields, f)
	}
}
