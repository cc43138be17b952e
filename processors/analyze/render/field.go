package render

import (
	"fmt"
	"strings"

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

// addLead adds what every column has.
func (s *section) addLead(r *profile.Report) {
	s.add("name", shape{narrow: 16, wide: maxWidth, left: true}, func(c *profile.Column) cell { return textCell(c.Name) })
	s.add("type", shape{narrow: 8, wide: 8, left: true}, func(c *profile.Column) cell { return wordCell(string(c.Type)) })
	s.add("count", shape{rank: 7, narrow: 30, wide: 30}, func(c *profile.Column) cell { return countCell("", c.Count) })
	s.add("nulls", shape{rank: 1, narrow: 7, wide: 30}, func(c *profile.Column) cell { return partCell(c.Nulls, r.Rows) })
}

// addOdd adds counts of values that are left out of the other figures. They are
// there only if there are such values, and stay to the last.
func (s *section) addOdd() {
	odd := func(title string, n func(*profile.Column) *int64) {
		for _, c := range s.columns {
			if count := n(c); count != nil && *count > 0 {
				s.add(title, shape{narrow: 30, wide: 30}, func(c *profile.Column) cell {
					if n(c) == nil {
						return cell{}
					}
					return countCell("", *n(c))
				})
				return
			}
		}
	}
	odd("nan", func(c *profile.Column) *int64 { return c.NNaN })
	odd("inf", func(c *profile.Column) *int64 { return c.NInf })
}

// addDistinct adds the number of different values.
func (s *section) addDistinct(rank int) {
	s.add("distinct", shape{rank: rank, narrow: 30, wide: 30}, func(c *profile.Column) cell {
		return countCell(estimate(!c.DistinctExact), c.Distinct)
	})
}

// estimate returns the mark of a figure that is one.
func estimate(is bool) string {
	if is {
		return "~"
	}
	return ""
}

// addNumbers adds figures of numbers.
func (s *section) addNumbers(quantiles []string) {
	value := func(rank int, title string, figure func(*profile.Column) profile.Scalar) {
		s.add(title, shape{rank: rank, narrow: 10, wide: 26}, func(c *profile.Column) cell {
			return numberCell(figure(c), styleOf(c), allDigits, "")
		})
	}
	computed := func(rank int, title string, figure func(*profile.Column) profile.Scalar) {
		s.add(title, shape{rank: rank, narrow: 8, wide: 26}, func(c *profile.Column) cell {
			return numberCell(figure(c), styleOf(c), someDigits, "")
		})
	}
	s.addOdd()
	s.addDistinct(9)
	value(2, "min", func(c *profile.Column) profile.Scalar { return c.Min })
	s.addQuantiles(quantiles, shape{narrow: 8, wide: 26}, func(c *profile.Column, q profile.Scalar, mark string) cell {
		return numberCell(trusted(q, c.QuantilesError), styleOf(c), someDigits, mark)
	})
	value(3, "max", func(c *profile.Column) profile.Scalar { return c.Max })
	computed(5, "mean", func(c *profile.Column) profile.Scalar { return c.Mean })
	computed(8, "stddev", func(c *profile.Column) profile.Scalar { return c.StdDev })
	s.addHistogram()
}

// addTimes adds figures of dates and times.
func (s *section) addTimes(quantiles []string) {
	s.addDistinct(9)
	width := shape{narrow: 10, wide: 35}
	width.rank = 2
	s.add("min", width, func(c *profile.Column) cell { return timeCell(c.Min, "") })
	s.addQuantiles(quantiles, shape{narrow: 10, wide: 20}, func(c *profile.Column, q profile.Scalar, mark string) cell {
		if c.Type == profile.Date && q.Defined {
			q.Text = q.Text[:min(len(q.Text), len("2006-01-02"))]
		}
		return timeCell(q, mark)
	})
	width.rank = 3
	s.add("max", width, func(c *profile.Column) cell { return timeCell(c.Max, "") })
	s.addHistogram()
}

// addQuantiles adds a field for each of the quantiles asked for. The median is
// the last to go.
func (s *section) addQuantiles(names []string, sh shape, show func(*profile.Column, profile.Scalar, string) cell) {
	for i, name := range names {
		sh.rank = 10
		if name == "50" {
			sh.rank = 4
		}
		s.add("p"+name, sh, func(c *profile.Column) cell {
			if i >= len(c.Quantiles) {
				return cell{}
			}
			return show(c, c.Quantiles[i].Value, estimate(c.QuantilesExact != nil && !*c.QuantilesExact))
		})
	}
}

func (s *section) addHistogram() {
	s.add("histogram", shape{rank: 6, narrow: 10, wide: 20, left: true}, func(c *profile.Column) cell { return cell{forms: sparks(c)} })
}

// addTexts adds figures of text, booleans, and columns of nulls.
func (s *section) addTexts() {
	s.addDistinct(2)
	s.add("length", shape{rank: 11, narrow: 30, wide: 30}, func(c *profile.Column) cell {
		if c.Type != profile.String || !c.MinLength.Defined {
			return cell{}
		}
		if c.MinLength == c.MaxLength {
			return wordCell(c.MinLength.Text)
		}
		return wordCell(c.MinLength.Text + "–" + c.MaxLength.Text)
	})
	extreme := func(title string, rank int, figure func(*profile.Column) profile.Scalar) {
		s.add(title, shape{rank: rank, narrow: 10, wide: maxWidth, left: true}, func(c *profile.Column) cell {
			if c.Type == profile.Boolean { // its words are those of top
				return cell{}
			}
			return textCell(figure(c).Text)
		})
	}
	extreme("min", 9, func(c *profile.Column) profile.Scalar { return c.Min })
	extreme("max", 10, func(c *profile.Column) profile.Scalar { return c.Max })
	s.add("top", shape{rank: 3, narrow: 24, wide: 60, left: true}, topCell)
}

// topCell shows the most frequent values.
func topCell(c *profile.Column) cell {
	const most = 3
	if c.Count == 0 || len(c.Top) == 0 || c.DistinctExact && c.Distinct == c.Count && c.Count > 1 {
		return cell{}
	}
	var parts []string
	for _, v := range c.Top[:min(most, len(c.Top))] {
		parts = append(parts, fmt.Sprintf("%s (%s)", clean(v.Value), countCell(estimate(!c.TopExact), v.Count).full()))
	}
	top := cell{text: true}
	for n := len(parts); n > 0; n-- {
		top.forms = append(top.forms, strings.Join(parts[:n], ", "))
	}
	return top
}

// quantileNames returns the quantiles that columns of r have.
func quantileNames(r *profile.Report) (names []string) {
	for i := range r.Columns {
		if qs := r.Columns[i].Quantiles; len(qs) > 0 {
			for _, q := range qs {
				names = append(names, q.Name)
			}
			break
		}
	}
	return names
}
