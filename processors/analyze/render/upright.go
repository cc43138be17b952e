package render

import (
	"strings"

	"fanout/processors/analyze/profile"
)

// An upright table has a line for each figure and a column for each column of
// the data.
type upright struct {
	titles []string
	cells  [][]cell // of each title, those of all columns
}

// The largest upright table, and the least width of its columns.
const (
	uprightColumns = 4
	uprightWidth   = 14
)

// newUpright returns the upright table of a report with few columns. It has
// more figures than others have room for.
func newUpright(r *profile.Report) *upright {
	u := &upright{}
	add := func(title string, show func(*profile.Column) cell) {
		var cells []cell
		blank := true
		for i := range r.Columns {
			c := show(&r.Columns[i])
			cells = append(cells, c)
			blank = blank && c.full() == ""
		}
		if !blank {
			u.titles, u.cells = append(u.titles, title), append(u.cells, cells)
		}
	}
	add("name", nameCell)
	add("type", typeCell)
	add("count", valuesCell)
	add("nulls", nullsCell(r))
	for _, odd := range odds {
		add(odd.title, func(c *profile.Column) cell {
			if n := odd.count(c); n == nil || *n == 0 {
				return cell{}
			}
			return oddCell(odd.count)(c)
		})
	}
	add("distinct", distinctCell)
	add("min", minCell)
	for i, name := range quantileNames(r) {
		add("p"+name, quantileCell(i))
	}
	add("max", maxCell)
	add("mean", meanCell)
	add("stddev", stddevCell)
	add("variance", varianceCell)
	add("skewness", skewnessCell)
	add("kurtosis", kurtosisCell)
	add("iqr", iqrCell)
	add("mad", madCell)
	add("mode", modeCell)
	add("sum", sumCell)
	add("length", lengthCell)
	add("histogram", histogramCell)
	title := "top"
	for i := range topLines {
		add(title, func(c *profile.Column) cell { return wordsCell(topValue(c, i)) })
		title = ""
	}
	return u
}

// topLines is how many of the most frequent values have a line each.
const topLines = 5

// wordsCell shows text that is clean already.
func wordsCell(s string) cell { return cell{forms: []string{s}, text: true} }

// widths returns the width of the titles and of each column, as they fit into
// width columns; ok is false if they do not.
func (u *upright) widths(width int) (title int, columns []int, ok bool) {
	for _, t := range u.titles {
		title = max(title, stringWidth(t))
	}
	n := len(u.cells[0])
	share := (width-title)/n - gap
	if n > uprightColumns || share < uprightWidth {
		return 0, nil, false
	}
	for k := range n {
		w := 0
		for i := range u.cells {
			w = max(w, stringWidth(u.cells[i][k].in(share)))
		}
		columns = append(columns, w)
	}
	return title, columns, true
}

// drawUpright draws the table with the names of the columns as its heading, and
// reports whether it fits the terminal.
func (t *tableWriter) drawUpright(b *strings.Builder, u *upright) bool {
	title, widths, ok := u.widths(t.opt.Width)
	if !ok {
		return false
	}
	b.WriteByte('\n')
	for i := range u.titles {
		heading := &field{width: title}
		line := heading.place(u.titles[i], true)
		total := title
		for k, w := range widths {
			f := &field{width: w}
			line += f.place(u.cells[i][k].in(w), false)
			total += gap + w
		}
		line = strings.TrimRight(line, " ")
		if i == 0 {
			b.WriteString(t.style(bold, line) + "\n" + t.style(dim, strings.Repeat("─", total)) + "\n")
			continue
		}
		b.WriteString(line + "\n")
	}
	return true
}
