package analyze

import (
	"bytes"
	"fmt"
	"strings"

	"fanout/internal/charset"
	"fanout/processors/analyze/csvscan"
	"fanout/processors/analyze/hint"
	"fanout/processors/analyze/profile"
	"fanout/processors/analyze/runes"
	"fanout/processors/analyze/source"
)

// damage is what is not valid in the encoding of a chunk, a file or a dataset,
// and what is odd for text.
type damage struct {
	wide  bool  // there are valid characters that are not ASCII
	found bool  // there is a fault
	line  int64 // of the first one: of a chunk the line ends before it, else the number

	nuls, nulLine int64 // NUL characters, and the line of the first one
	marks         int64 // records that begin with a byte order mark

	// Of a dataset: where the first one is.
	file     string
	nulFile  string
	encoding charset.Encoding
}

// examine finds the class of the chunk's records, which are buf[from:to], and
// what of them is not valid. It returns where the first fault is, or -1.
func (w *worker) examine(r *Result, from, to int) (fault int) {
	text := w.buf[from:to]
	class, nul := runes.Classify(text)
	w.rows.Class = class
	r.damage.wide = class == runes.UTF8
	if nul {
		r.damage.nuls = int64(bytes.Count(text, []byte{0}))
		r.damage.nulLine = csvscan.CountLineBreaks(w.buf[pad : from+bytes.IndexByte(text, 0)])
	}
	if class != runes.Bytes {
		return -1
	}
	at, _ := runes.NextFault(text)
	chars, _ := runes.Weigh(text, len(text))
	r.damage.wide, r.damage.found, r.damage.line = chars > 0, true, csvscan.CountLineBreaks(w.buf[pad:from+at])
	return from + at
}

// refuse returns the error by which the dataset fails, as damaged files are
// refused: that of the first record that has one, up to that with the fault.
func (w *worker) refuse(c *Chunk, r *Result, sep []uint32, fault int, clean bool) error {
	first, ends, last := 0, 0, 1 // the record with the fault begins at first, and ends at last
	for ; int(sep[last]) <= fault; last++ {
		if csvscan.IsLineBreak(w.buf[sep[last]]) {
			first = last
			ends++
		}
	}
	for !csvscan.IsLineBreak(w.buf[sep[last]]) {
		last++
	}
	start := int(sep[first]) + 1
	long := w.isTooLong(start, csvscan.TrimCR(w.buf, start, int(sep[last])))
	if ends > 0 {
		if err := w.tabulate(c, r, sep[:first+1], ends, clean); err != nil {
			return err
		}
	}
	if long {
		return w.fail(r, start, w.tooLong())
	}
	return w.fail(r, fault, c.file.source.InvalidError(c.off+int64(fault-pad)))
}

// add adds the damage of a chunk that begins in line base.
func (d *damage) add(o damage, base int64) {
	d.wide = d.wide || o.wide
	if o.found && !d.found {
		d.found, d.line = true, base+o.line
	}
	if o.nuls > 0 && d.nuls == 0 {
		d.nulLine = base + o.nulLine
	}
	d.nuls += o.nuls
	d.marks += o.marks
}

// addFile adds the damage of a file.
func (d *damage) addFile(o damage, s *source.Source) {
	if o.found && !d.found {
		d.found, d.line, d.file, d.encoding = true, o.line, s.Name, s.Encoding
	}
	if o.nuls > 0 && d.nuls == 0 {
		d.nulLine, d.nulFile = o.nulLine, s.Name
	}
	d.nuls += o.nuls
	d.marks += o.marks
	if o.found {
		d.wide = d.wide || o.wide || s.Encoding != charset.UTF8
	}
}

// hints returns what is damaged or odd in a dataset; files is how many it has.
func (d *damage) hints(columns []profile.Column, files int) []hint.Hint {
	hints := d.invalidHints(columns, files)
	if d.nuls > 0 {
		text := fmt.Sprintf("%s in the values, the first in line %d", plural(int(d.nuls), "NUL character"), d.nulLine)
		if files > 1 {
			text += " of " + d.nulFile
		}
		hints = append(hints, hint.Hint{Kind: "nul", Count: d.nuls, Text: text})
	}
	if d.marks > 0 {
		hints = append(hints, hint.Hint{
			Kind: "byte_order_mark", Count: d.marks,
			Text: fmt.Sprintf("byte order marks before %s were ignored (files joined end to end?)", plural(int(d.marks), "record")),
		})
	}
	return hints
}

// marked reports whether a record begins with a byte order mark, as where files
// have been put together. It is no part of the first field then. All have as
// many fields as there are columns.
func (w *worker) marked(sep []uint32) bool {
	n := w.rows.Columns
	for i := 0; i < len(sep)-1; i += n {
		if start := sep[i] + 1; w.buf[start] == byteOrderMark[0] && bytes.HasPrefix(w.buf[start:], []byte(byteOrderMark)) {
			return true
		}
	}
	return false
}

// invalidHints says how many values of the columns are damaged, and what helps:
// where all other text is ASCII, another encoding.
func (d *damage) invalidHints(columns []profile.Column, files int) []hint.Hint {
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
	h.Settings, h.Remedy = []hint.Setting{{Name: "Invalid", Value: "error"}}, "rejects the file"
	if !d.wide {
		h.Settings, h.Remedy = []hint.Setting{{Name: "Encoding", Value: string(charset.Windows1252)}}, "may read them"
	}
	return []hint.Hint{h}
}
