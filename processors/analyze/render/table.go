package render

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"fanout/processors/analyze/profile"
)

// A tableWriter draws a table that fits the terminal.
type tableWriter struct {
	w    io.Writer
	opt  Options
	some bool
}

func (t *tableWriter) Write(r *profile.Report) error {
	var b strings.Builder
	if t.some {
		b.WriteByte('\n')
	}
	t.some = true
	fmt.Fprintf(&b, "%s: %s, %s", title(r), plural(r.Rows, "row"), plural(int64(len(r.Columns)), "column"))
	if r.RaggedRows > 0 {
		fmt.Fprintf(&b, ", %s ragged", plural(r.RaggedRows, "row"))
	}
	if r.BadRows > 0 {
		fmt.Fprintf(&b, ", %s bad", plural(r.BadRows, "row"))
	}
	b.WriteByte('\n')
	if len(r.Columns) > 0 {
		b.WriteString(draw(layout(r, t.opt), t.opt))
		b.WriteByte('\n')
	}
	_, err := io.WriteString(t.w, b.String())
	return err
}

func (t *tableWriter) Close() error { return nil }

// A field is one column of the table that is drawn.
type field struct {
	title  string
	cells  []string
	right  bool
	rank   int // the field with the highest goes first when space is short; those with 0 stay
	least  int // narrower than that it is worth nothing
	wanted int
	width  int
}

// layout returns the fields of the table, as many and as wide as fit.
func layout(r *profile.Report, opt Options) []*field {
	var fields []*field
	for _, f := range allFields(r, opt) {
		if f.rank == 0 || strings.Join(f.cells, "") != "" {
			fields = append(fields, f)
		}
	}
	for opt.Width > 0 {
		over := -gap - opt.Width
		for _, f := range fields {
			f.width = f.wanted
			over += f.width + gap
		}
		if shrink(fields, over) || !drop(&fields) {
			break
		}
	}
	return fields
}

// gap is what stands between two fields.
const gap = 2

// shrink makes fields narrower, those with most to give first, until over
// columns are gained. It returns false if that cannot be.
func shrink(fields []*field, over int) bool {
	for ; over > 0; over-- {
		var widest *field
		for _, f := range fields {
			if f.width > f.least && (widest == nil || f.width-f.least > widest.width-widest.least) {
				widest = f
			}
		}
		if widest == nil {
			return false
		}
		widest.width--
	}
	return true
}

// drop takes out the field that matters least; false if all matter.
func drop(fields *[]*field) bool {
	least := 0
	for i, f := range *fields {
		if f.rank > (*fields)[least].rank {
			least = i
		}
	}
	if (*fields)[least].rank == 0 {
		return false
	}
	*fields = append((*fields)[:least:least], (*fields)[least+1:]...)
	return true
}

// widest keeps one long value from taking the whole table.
const widest = 32

// allFields returns everything that the table could show.
func allFields(r *profile.Report, opt Options) []*field {
	var fs []*field
	add := func(title string, rank, least, most int, right bool, cell func(*profile.Column) string) {
		f := &field{title: title, right: right, rank: rank, wanted: text.StringWidth(title)}
		for i := range r.Columns {
			c := clean(cell(&r.Columns[i]))
			f.cells = append(f.cells, c)
			f.wanted = max(f.wanted, text.StringWidth(c))
		}
		f.wanted = min(f.wanted, most)
		f.least = min(least, f.wanted)
		f.width = f.wanted
		fs = append(fs, f)
	}
	add("column", 0, 10, widest, false, func(c *profile.Column) string { return c.Name })
	add("type", 0, 8, 8, false, func(c *profile.Column) string { return string(c.Type) })
	add("nulls", 1, 20, 20, true, func(c *profile.Column) string { return humanize.Comma(c.NullCount) })
	add("distinct", 4, 20, 20, true, func(c *profile.Column) string {
		if c.CardinalityExact {
			return humanize.Comma(c.Cardinality)
		}
		return "~" + humanize.Comma(c.Cardinality)
	})
	add("min", 2, 10, widest, false, func(c *profile.Column) string { return c.Min.Text })
	add("max", 3, 10, widest, false, func(c *profile.Column) string { return c.Max.Text })
	add("mean", 5, 20, 20, true, func(c *profile.Column) string { return short(c.Mean) })
	add("stddev", 9, 20, 20, true, func(c *profile.Column) string { return short(c.StdDev) })
	for i, name := range quantileNames(r) {
		rank := 10
		if name == "50" {
			rank = 6
		}
		add("p"+name, rank, 20, 20, true, func(c *profile.Column) string {
			if i >= len(c.Quantiles) {
				return ""
			}
			q := c.Quantiles[i].Value
			switch c.Type {
			case profile.Date:
				return q.Text[:min(len(q.Text), len("2006-01-02"))]
			case profile.Datetime:
				return q.Text[:min(len(q.Text), len("2006-01-02T15:04"))]
			}
			return short(q)
		})
	}
	add("distribution", 7, 20, 20, false, func(c *profile.Column) string { return spark(c.Histogram, opt.ASCII) })
	add("top", 8, 12, 40, false, topCell)
	return fs
}

func quantileNames(r *profile.Report) []string {
	for i := range r.Columns {
		if qs := r.Columns[i].Quantiles; len(qs) > 0 {
			var names []string
			for _, q := range qs {
				names = append(names, q.Name)
			}
			return names
		}
	}
	return nil
}

// topCell shows the most frequent values of text.
func topCell(c *profile.Column) string {
	if len(c.Histogram) > 1 || c.Count == 0 {
		return ""
	}
	var parts []string
	for i, v := range c.Top {
		if i == 3 || c.Cardinality == c.Count {
			break
		}
		parts = append(parts, fmt.Sprintf("%s (%s)", v.Value, humanize.Comma(v.Count)))
	}
	return strings.Join(parts, ", ")
}

// short shows a figure with six digits.
func short(s profile.Scalar) string {
	f, err := strconv.ParseFloat(s.Text, 64)
	if !s.Defined || err != nil {
		return s.Text
	}
	return strconv.FormatFloat(f, 'g', 6, 64)
}

var sparks = []rune("▁▂▃▄▅▆▇█")

// spark draws a histogram; an empty bucket is a blank.
func spark(buckets []profile.Bucket, ascii bool) string {
	most := int64(0)
	for _, b := range buckets {
		most = max(most, b.Count)
	}
	if len(buckets) < 2 || ascii {
		return ""
	}
	line := make([]rune, len(buckets))
	for i, b := range buckets {
		line[i] = ' '
		if b.Count > 0 {
			line[i] = sparks[int(float64(b.Count)/float64(most)*float64(len(sparks)-1)+0.5)]
		}
	}
	return string(line)
}

// draw draws the table.
func draw(fields []*field, opt Options) string {
	t := table.NewWriter()
	style := table.StyleLight
	style.Options = table.Options{SeparateHeader: true}
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	style.Format.Header = text.FormatDefault
	if opt.ASCII {
		style.Box.MiddleHorizontal = "-"
	}
	t.SetStyle(style)
	header := table.Row{}
	var configs []table.ColumnConfig
	for i, f := range fields {
		header = append(header, f.title)
		align := text.AlignLeft
		if f.right {
			align = text.AlignRight
		}
		configs = append(configs, table.ColumnConfig{Number: i + 1, Align: align, AlignHeader: align})
	}
	t.AppendHeader(header)
	t.SetColumnConfigs(configs)
	for row := range fields[0].cells {
		cells := table.Row{}
		for _, f := range fields {
			cells = append(cells, cut(f.cells[row], f.width, opt.ASCII))
		}
		t.AppendRow(cells)
	}
	lines := strings.Split(t.Render(), "\n")
	for i, l := range lines {
		l = strings.TrimRight(l, " ")
		if rule := []rune(l); i == 1 { // as wide as the fields, without what stands behind the last
			l = string(rule[:max(0, len(rule)-gap)])
		}
		lines[i] = l
	}
	return strings.Join(lines, "\n")
}

// cut shortens a cell to width.
func cut(cell string, width int, ascii bool) string {
	if text.StringWidth(cell) <= width {
		return cell
	}
	mark := "…"
	if ascii {
		mark = "."
	}
	used := text.StringWidth(mark)
	for i, r := range cell {
		if used += text.RuneWidth(r); used > width {
			return cell[:i] + mark
		}
	}
	return cell
}

// clean escapes what is no printable character, as a cell is one line and must
// not move the cursor.
func clean(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strconv.IsPrint(r) {
			b.WriteRune(r)
		} else {
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		}
	}
	return b.String()
}

// plural counts a noun.
func plural(n int64, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return humanize.Comma(n) + " " + noun
}
