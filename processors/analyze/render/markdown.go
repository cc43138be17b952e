package render

import (
	"fmt"
	"io"
	"strings"

	"fanout/processors/analyze/profile"
)

// A markdownWriter writes one table for each report, below a heading.
type markdownWriter struct {
	w    io.Writer
	some bool // something is written
}

func (m *markdownWriter) Write(r *profile.Report) error {
	var b strings.Builder
	if m.some {
		b.WriteByte('\n')
	}
	m.some = true
	fmt.Fprintf(&b, "## %s\n\n%s\n", escape(title(r)), dimensions(r))
	if len(r.Columns) > 0 {
		g := newGrid(r)
		g.layout(0)
		row := 0
		for _, section := range g.sections {
			writeSection(&b, g, section, row)
			row += len(section.columns)
		}
	}
	_, err := io.WriteString(m.w, b.String())
	return err
}

// writeSection writes a table of a section, whose first row is that of the
// leading fields.
func writeSection(b *strings.Builder, g *grid, s *section, first int) {
	b.WriteByte('\n')
	for _, f := range g.fields(s) {
		fmt.Fprintf(b, "| %s ", f.title)
	}
	b.WriteString("|\n")
	for _, f := range g.fields(s) {
		if f.right {
			b.WriteString("|---:")
		} else {
			b.WriteString("|---")
		}
	}
	b.WriteString("|\n")
	for i := range s.columns {
		for _, f := range g.lead {
			fmt.Fprintf(b, "| %s ", escape(f.cells[first+i].in(f.width)))
		}
		for _, f := range s.fields {
			fmt.Fprintf(b, "| %s ", escape(f.cells[i].in(f.width)))
		}
		b.WriteString("|\n")
	}
}

func (m *markdownWriter) Close() error { return nil }

var markdown = strings.NewReplacer(`\`, `\\`, "|", `\|`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "<", "&lt;", "&", "&amp;", "#", `\#`, "~", `\~`)

// escape keeps a text from being taken for markup.
func escape(s string) string { return markdown.Replace(s) }
