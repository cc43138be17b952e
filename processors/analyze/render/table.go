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
	some bool // something is written
}

func (t *tableWriter) Write(r *profile.Report) error {
	var b strings.Builder
	if t.some {
		b.WriteByte('\n')
	}
	t.some = true
	fmt.Fprintf(&b, "%s: %s\n", title(r), dimensions(r))
	if len(r.Columns) > 0 {
		b.WriteString(draw(layout(r, t.opt.Width)))
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
	rank   int // the field with the highest is dropped first when space is short; those with 0 stay
	min    int // minimum useful width
	wanted int // width that shows all
	width  int
}

// layout returns the fields of the table, as many and as wide as fit into
// width; 0 means any.
func layout(r *profile.Report, width int) []*field {
	var fields []*field
	for _, f := range allFields(r) {
		if f.rank == 0 || strings.Join(f.cells, "") != "" {
			fields = append(fields, f)
		}
	}
	for width > 0 {
		over := -gap - width
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

// gap is the space between two fields.
const gap = 2

// shrink makes fields narrower, starting with those furthest above their
// minimum, until over columns are gained. It returns false if that is
// impossible.
func shrink(fields []*field, over int) bool {
	for ; over > 0; over-- {
		var widest *field
		for _, f := range fields {
			if f.width > f.min && (widest == nil || f.width-f.min > widest.width-widest.min) {
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

// drop removes the field with the highest rank; false if all stay.
func drop(fields *[]*field) bool {
	at := 0
	for i, f := range *fields {
		if f.rank > (*fields)[at].rank {
			at = i
		}
	}
	if (*fields)[at].rank == 0 {
		return false
	}
	*fields = append((*fields)[:at:at], (*fields)[at+1:]...)
	return true
}

// maxWidth keeps one long value from taking the whole table.
const maxWidth = 32

// allFields returns everything that the table could show.
func allFields(r *profile.Report) []*field {
	var fs []*field
	add := func(title string, rank, narrow, wide int, right bool, cell func(*profile.Column) string) {
		f := &field{title: title, right: right, rank: rank, wanted: text.StringWidth(title)}
		for i := range r.Columns {
			c := clean(cell(&r.Columns[i]))
			f.cells = append(f.cells, c)
			f.wanted = max(f.wanted, text.StringWidth(c))
		}
		f.wanted = min(f.wanted, wide)
		f.min = min(narrow, f.wanted)
		f.width = f.wanted
		fs = append(fs, f)
	}
	add("column", 0, 10, maxWidth, false, func(c *profile.Column) string { return c.Name })
	add("type", 0, 8, 8, false, func(c *profile.Column) string { return string(c.Type) })
	add("nulls", 1, 20, 20, true, func(c *profile.Column) string { return humanize.Comma(c.Nulls) })
	add("distinct", 4, 20, 20, true, func(c *profile.Column) string {
		if c.DistinctExact {
			return humanize.Comma(c.Distinct)
		}
		return "~" + humanize.Comma(c.Distinct)
	})
	add("min", 2, 10, maxWidth, false, func(c *profile.Column) string { return c.Min.Text })
	add("max", 3, 10, maxWidth, false, func(c *profile.Column) string { return c.Max.Text })
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
	add("distribution", 7, 20, 20, false, func(c *profile.Column) string { return spark(c.Histogram) })
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
		if i == 3 || c.Distinct == c.Count {
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
func spark(buckets []profile.Bucket) string {
	highest := int64(0)
	for _, b := range buckets {
		highest = max(highest, b.Count)
	}
	if len(buckets) < 2 {
		return ""
	}
	line := make([]rune, len(buckets))
	for i, b := range buckets {
		line[i] = ' '
		if b.Count > 0 {
			line[i] = sparks[int(float64(b.Count)/float64(highest)*float64(len(sparks)-1)+0.5)]
		}
	}
	return string(line)
}

// draw draws the table.
func draw(fields []*field) string {
	t := table.NewWriter()
	style := table.StyleLight
	style.Options = table.Options{SeparateHeader: true}
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	style.Format.Header = text.FormatDefault
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
			cells = append(cells, cut(f.cells[row], f.width))
		}
		t.AppendRow(cells)
	}
	lines := strings.Split(t.Render(), "\n")
	for i, l := range lines {
		l = strings.TrimRight(l, " ")
		if rule := []rune(l); i == 1 { // as wide as the fields, without the gap after the last
			l = string(rule[:max(0, len(rule)-gap)])
		}
		lines[i] = l
	}
	return strings.Join(lines, "\n")
}

// cut shortens a cell to width.
func cut(cell string, width int) string {
	if text.StringWidth(cell) <= width {
		return cell
	}
	const mark = "…"
	used := text.StringWidth(mark)
	for i, r := range cell {
		if used += text.RuneWidth(r); used > width {
			return cell[:i] + mark
		}
	}
	return cell
}
