package analyze

import (
	"fmt"
	"strings"

	"fanout/processors/analyze/csvscan"
	"fanout/processors/analyze/hint"
	"fanout/processors/analyze/profile"
	"fanout/processors/analyze/runes"
	"fanout/processors/analyze/source"
)

// damage is what is not valid in the encoding of a chunk, a file or a dataset.
type damage struct {
	wide  bool  // there are valid characters that are not ASCII
	found bool  // there is a fault
	line  int64 // of the first one: of a chunk the line ends before it, else the number

	// Of a dataset: where the first one is.
	file     string
	encoding source.Encoding
}

// examine finds the class of the chunk's records, which are buf[from:to], and
// what of them is not valid. That is an error if damaged files are refused.
func (w *worker) examine(c *Chunk, r *Result, from, to int) error {
	text := w.buf[from:to]
	w.rows.Class = runes.ClassOf(text)
	r.damage.wide = w.rows.Class == runes.UTF8
	if w.rows.Class != runes.Bytes {
		return nil
	}
	at, size := runes.NextFault(text)
	if size == 0 {
		r.damage.wide = true
		return nil // the class is a lower bound
	}
	chars, _ := runes.Weigh(text, len(text))
	r.damage = damage{wide: chars > 0, found: true, line: csvscan.CountLineBreaks(w.buf[pad : from+at])}
	if w.job.opt.Source.Invalid == source.Refuse {
		r.errLine = r.damage.line
		return c.file.source.InvalidError(c.off + int64(from+at-pad))
	}
	return nil
}

// add adds the damage of a chunk that begins in line base.
func (d *damage) add(o damage, base int64) {
	d.wide = d.wide || o.wide
	if o.found && !d.found {
		d.found, d.line = true, base+o.line
	}
}

// addFile adds the damage of a file.
func (d *damage) addFile(o damage, s *source.Source) {
	if o.found && !d.found {
		d.found, d.line, d.file, d.encoding = true, o.line, s.Name, s.Encoding
	}
	if o.found {
		d.wide = d.wide || o.wide || s.Encoding != source.UTF8
	}
}

// hints says how many values of the columns are damaged, and what helps: where
// all other text is ASCII, another encoding.
func (d *damage) hints(columns []profile.Column, files int) []hint.Hint {
	var count int64
	var names []string
	for _, c := range columns {
		if c.Invalid > 0 {
			count += c.Invalid
			names = append(names, c.Name)
		}
	}
	if count == 0 {
		return nil
	}
	const few = 3
	if len(names) > few {
		names = append(names[:few], fmt.Sprintf("%d more", len(names)-few))
	}
	values, are := "value", "is"
	if count > 1 {
		values, are = "values", "are"
	}
	h := hint.Hint{Kind: "invalid", Count: count, Text: fmt.Sprintf("%d %s of %s %s not valid %s, the first in line %d",
		count, values, strings.Join(names, ", "), are, d.encoding, d.line)}
	if files > 1 {
		h.Text += " of " + d.file
	}
	h.Settings, h.Remedy = []hint.Setting{{Name: "Invalid", Value: "error"}}, "refuses the file"
	if !d.wide {
		h.Settings, h.Remedy = []hint.Setting{{Name: "Encoding", Value: string(source.Windows1252)}}, "reads them, at a guess"
	}
	return []hint.Hint{h}
}
