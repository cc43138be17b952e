package analyze

import (
	"fanout/processors/analyze/csvscan"
	"fanout/processors/analyze/hint"
	"fanout/processors/analyze/source"
)

// BlankLines says what becomes of lines with nothing in them. A line of blanks
// is none of these: it is a record of one field.
type BlankLines int

// The policies.
const (
	BlankSkip BlankLines = iota // no records, but counted
	BlankNull                   // records whose fields are all null
)

// BlankLinesNames are the words for the policies, in their order.
var BlankLinesNames = []string{"skip", "null"}

// halfBreaks returns 1 if a chunk that begins in state begin begins with the LF
// of a CRLF whose CR is in the chunk before, else 0. It is the first separator,
// but ends no record and is no blank line.
func (w *worker) halfBreaks(c *Chunk, begin csvscan.State) (int, error) {
	if begin != csvscan.RecordStart || len(w.buf) == pad || w.buf[pad] != '\n' {
		return 0, nil
	}
	afterCR := c.afterCR
	if c.kind == rangeChunk && c.off > c.file.source.Body {
		var before [1]byte
		if err := source.ReadAt(c.file.file, before[:], c.off-1); err != nil {
			return 0, err
		}
		afterCR = before[0] == '\r'
	}
	if afterCR {
		return 1, nil
	}
	return 0, nil
}

// blankLinesHint says that blank lines are left out of a dataset of one column,
// where they may be nulls.
func (r *reading) blankLinesHint() []hint.Hint {
	n := r.merged.blank
	if n == 0 || len(r.dataset.Names) != 1 {
		return nil
	}
	return []hint.Hint{{
		Kind: "blank_lines", Text: plural(int(n), "blank line") + " left out", Count: n,
		Settings: []hint.Setting{{Name: "BlankLines", Value: BlankLinesNames[BlankNull]}}, Remedy: "counts them as nulls",
	}}
}
