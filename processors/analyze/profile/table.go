package profile

import "fanout/processors/analyze/runes"

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
