package profile

import (
	"fanout/processors/analyze/csvscan"
	"fanout/processors/analyze/runes"
)

// Pad is how many bytes before the first and after the last field of a buffer
// may be read, so that fields can be loaded in words.
const Pad = 64

// A Table is records with as many fields each as the dataset has columns. Field
// k of record i is in a buffer, between the positions Before[i*Columns+k] and
// After[i*Columns+k] of the separators around it. It is missing if these are
// not in order.
type Table struct {
	Before, After []uint32
	Columns, Rows int
	Class         runes.Class // of the text that all records are part of
}

// field returns where field at of t begins and ends in buf, quotes included. It
// is empty if it is missing, or if scanner takes it for null.
func (t *Table) field(buf []byte, scanner *csvscan.Scanner, at int) (s, e int) {
	s, e = int(t.Before[at])+1, int(t.After[at])
	if s >= e {
		return s, s
	}
	if at%t.Columns == t.Columns-1 { // only there CRLF may end a field
		e = csvscan.TrimCR(buf, s, e)
	}
	if scanner.IsNull(buf[s:e]) {
		return s, s
	}
	return s, e
}
