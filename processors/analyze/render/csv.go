package render

import (
	"encoding/csv"
	"io"
	"strings"

	"fanout/processors/analyze/profile"
)

// A csvWriter writes one row for each column of the data, and one column for
// each figure, as a spreadsheet takes them (RFC 4180, UTF-8 without a byte
// order mark).
type csvWriter struct {
	w     *csv.Writer
	opt   Options
	begun bool // the header is written
}

func newCSVWriter(w io.Writer, opt Options) *csvWriter {
	return &csvWriter{w: csv.NewWriter(w), opt: opt}
}

// Write writes the rows of r, the first time with a header.
func (c *csvWriter) Write(r *profile.Report) error {
	for i := range r.Columns {
		var names, values []string
		if c.opt.PerFile {
			names, values = append(names, "file"), append(values, spreadsheet(clean(strings.Join(r.Files, ", ")), profile.String))
		}
		for _, f := range flatten(&r.Columns[i], &c.opt) {
			names, values = append(names, f.name), append(values, f.value)
		}
		if !c.begun {
			c.begun = true
			if err := c.w.Write(names); err != nil {
				return err
			}
		}
		if err := c.w.Write(values); err != nil {
			return err
		}
	}
	return c.Close()
}

func (c *csvWriter) Close() error {
	c.w.Flush()
	return c.w.Error()
}
