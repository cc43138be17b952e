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
		b.WriteByte('\n')
		fields := layout(r, 0)
		for _, f := range fields {
			fmt.Fprintf(&b, "| %s ", f.title)
		}
		b.WriteString("|\n")
		for _, f := range fields {
			if f.right {
				b.WriteString("|---:")
			} else {
				b.WriteString("|---")
			}
		}
		b.WriteString("|\n")
		for row := range r.Columns {
			for _, f := range fields {
				fmt.Fprintf(&b, "| %s ", escape(cut(f.cells[row], f.width)))
			}
			b.WriteString("|\n")
		}
	}
	_, err := io.WriteString(m.w, b.String())
	return err
}

func (m *markdownWriter) Close() error { return nil }

var markdown = strings.NewReplacer(`\`, `\\`, "|", `\|`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "<", "&lt;", "&", "&amp;", "#", `\#`)

// escape keeps a text from being taken for markup.
func escape(s string) string { return markdown.Replace(s) }
