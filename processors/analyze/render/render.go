// Package render writes the reports of analyze: as a table for people, and as
// JSON, JSON lines, CSV and Markdown for other programs.
package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/dustin/go-humanize"

	"fanout/processors/analyze/profile"
)

// Formats lists the supported formats.
var Formats = []string{"table", "json", "jsonl", "csv", "md"}

// Options say how reports are written.
type Options struct {
	Format  string // one of Formats
	Width   int    // columns of the terminal that a table must fit; 0: any
	Color   bool   // a table may have escape codes for bold and dim
	More    string // where the rest is of a table that did not fit: "--format json has all"
	PerFile bool   // there may be several reports

	// What CSV has a column for.
	Quantiles []string // names
	Top       int      // number of the most frequent values
}

// A Writer writes reports one after the other. Close ends the last.
type Writer interface {
	Write(*profile.Report) error
	Close() error
}

// New returns a Writer to w.
func New(w io.Writer, opt Options) Writer {
	switch opt.Format {
	case "json":
		return &jsonWriter{w: w, list: opt.PerFile}
	case "jsonl":
		return &linesWriter{w}
	case "csv":
		return newCSVWriter(w, opt)
	case "md":
		return &markdownWriter{w: w}
	}
	return &tableWriter{w: w, opt: opt}
}

// dimensions returns the numbers of rows and columns of a report, and those of
// odd rows and lines if there are any.
func dimensions(r *profile.Report) string {
	var odd []string
	if r.RaggedRows > 0 {
		odd = append(odd, humanize.Comma(r.RaggedRows)+" ragged")
	}
	if r.BadRows > 0 {
		odd = append(odd, plural(r.BadRows, "bad row")+" left out")
	}
	text := plural(r.Rows, "row")
	if len(odd) > 0 {
		text += " (" + strings.Join(odd, ", ") + ")"
	}
	text += ", " + plural(int64(len(r.Columns)), "column")
	for _, odd := range []struct {
		n    int64
		noun string
	}{{r.BlankLines, "blank line"}, {r.CommentLines, "comment line"}} {
		if odd.n > 0 {
			text += ", " + plural(odd.n, odd.noun)
		}
	}
	if n := r.DuplicateRows; n != nil {
		text += ", "
		if !*r.DuplicateRowsExact {
			text += "~"
		}
		text += plural(*n, "duplicate row")
	}
	return text
}

// title names the files of a report.
func title(r *profile.Report) string {
	name := "no file"
	switch len(r.Files) {
	case 0:
	case 1:
		name = r.Files[0]
	default:
		name = fmt.Sprintf("%s and %s", r.Files[0], plural(int64(len(r.Files)-1), "more file"))
	}
	return clean(name)
}

// plural counts a noun.
func plural(n int64, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return humanize.Comma(n) + " " + noun
}
