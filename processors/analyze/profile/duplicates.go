package profile

import (
	"bytes"
	"encoding/binary"
	"unicode"

	"fanout/processors/analyze/csvscan"
	"fanout/processors/analyze/sketch"
)

// maxRows is how many different rows each goroutine keeps, 32 MiB at most.
const maxRows = 1 << 19

// A rowCounter counts rows that repeat.
type rowCounter struct {
	rows    *sketch.Rows
	scanner *csvscan.Scanner
	indices []int // of the columns that are compared
	trim    bool
	row     []byte // scratch
	content []byte // scratch
}

func newRowCounter(opt *Options, scanner *csvscan.Scanner, indices []int) *rowCounter {
	if !opt.Duplicates {
		return nil
	}
	return &rowCounter{rows: sketch.NewRows(maxRows), scanner: scanner, indices: indices, trim: opt.Trim}
}

// add counts the rows of t, whose fields are in buf. It comes before the fields
// are rewritten.
func (c *rowCounter) add(buf []byte, t *Table) {
	if c == nil {
		return
	}
	for i := range t.Rows {
		c.row = c.row[:0]
		for _, k := range c.indices {
			field := c.field(buf, t, i*t.Columns+k)
			c.row = append(binary.AppendUvarint(c.row, uint64(len(field))), field...)
		}
		c.rows.Add(c.row)
	}
}

// field returns field at of t without quotes.
func (c *rowCounter) field(buf []byte, t *Table, at int) (field []byte) {
	s, e := t.field(buf, c.scanner, at)
	field, c.content = c.scanner.Unquote(buf[s:e], c.content)
	if c.trim {
		field = bytes.TrimFunc(field, unicode.IsSpace)
	}
	return field
}

// Duplicates returns how many rows are equal to an earlier one in all columns,
// and whether that is exact; nil if it was not asked for. columns are the
// result of [Profile.Columns]: no row repeats if a column has no value twice.
func (p *Profile) Duplicates(columns []Column) (n *int64, exact *bool) {
	if !p.opt.Duplicates {
		return nil, nil
	}
	count, isExact := uint64(0), true
	if p.rows != nil {
		count, isExact = p.rows.Duplicates()
	}
	if !isExact && len(Keys(columns)) > 0 {
		count, isExact = 0, true
	}
	rows := int64(count)
	return &rows, &isExact
}
