package render

import (
	"fmt"
	"io"
	"strings"

	"fanout/processors/analyze/profile"
)

// A tableWriter draws tables that fit the terminal.
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
		t.draw(&b, r)
	}
	_, err := io.WriteString(t.w, b.String())
	return err
}

func (t *tableWriter) Close() error { return nil }

// draw draws the sections one below the other, then names what is not shown. A
// few columns of which something would not be shown are drawn upright.
func (t *tableWriter) draw(b *strings.Builder, r *profile.Report) {
	g := newGrid(r)
	left := g.layout(t.opt.Width)
	if len(left) > 0 && len(r.Columns) <= uprightColumns && t.drawUpright(b, newUpright(r)) {
		return
	}
	row := 0
	for _, s := range g.sections {
		b.WriteByte('\n')
		t.drawHeading(b, g.fields(s))
		for i := range s.columns {
			line := ""
			for k, f := range g.lead {
				line += f.place(f.cells[row].in(f.width), k == 0)
			}
			for _, f := range s.fields {
				line += f.place(f.cells[i].in(f.width), false)
			}
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			row++
		}
	}
	if len(left) > 0 {
		note := fmt.Sprintf("not shown: %s (%d columns; %s)", strings.Join(left, ", "), t.opt.Width, t.opt.More)
		for _, line := range wrap(note, t.opt.Width) {
			b.WriteString(t.style(dim, line) + "\n")
		}
	}
}

// drawHeading draws the titles of fields and a rule below them.
func (t *tableWriter) drawHeading(b *strings.Builder, fields []*field) {
	titles, width := "", -gap
	for i, f := range fields {
		titles += f.place(cut(f.title, f.width), i == 0)
		width += gap + f.width
	}
	b.WriteString(t.style(bold, strings.TrimRight(titles, " ")) + "\n")
	b.WriteString(t.style(dim, strings.Repeat("─", width)) + "\n")
}

// place puts text where the field stands, behind a gap if it is not the first.
func (f *field) place(text string, first bool) string {
	space := strings.Repeat(" ", max(0, f.width-stringWidth(text)))
	if f.right {
		text = space + text
	} else {
		text += space
	}
	if first {
		return text
	}
	return strings.Repeat(" ", gap) + text
}

// wrap breaks text between words into lines of up to width columns.
func wrap(text string, width int) (lines []string) {
	line := ""
	for word := range strings.SplitSeq(text, " ") {
		if line != "" && stringWidth(line)+1+stringWidth(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

// The styles of a terminal (ECMA-48, SGR).
const (
	bold = "1"
	dim  = "2"
)

// style returns text in a style where colors are wanted.
func (t *tableWriter) style(code, text string) string {
	if !t.opt.Color {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}
