package source

import (
	"fmt"

	"fanout/processors/analyze/csvscan"
	"fanout/processors/analyze/runes"
)

// Invalid says what becomes of bytes that are not valid in the encoding of
// their file.
type Invalid int

// The values of Options.Invalid.
const (
	Replace Invalid = iota // U+FFFD stands for them, and the values are counted
	Refuse                 // the file fails
)

// InvalidNames are the words for the values, in their order.
var InvalidNames = []string{"replace", "error"}

// InvalidError returns the error for a fault at an offset of the stored file if
// the source is read directly, else of its text.
func (s *Source) InvalidError(offset int64) error {
	whole := "its text"
	if s.Direct() {
		whole = "the file"
	}
	return fmt.Errorf("byte %d of %s is not valid %s", offset+1, whole, s.Encoding)
}

// checkHead returns an error if text has a fault, which is what comes before
// the records, without the byte order mark.
func (s *Source) checkHead(text []byte, bom int) error {
	at, size := runes.NextFault(text)
	if size == 0 {
		return nil
	}
	if !s.Direct() {
		bom = 0
	}
	return fmt.Errorf("line %d: %w", csvscan.CountLineBreaks(text[:at])+1, s.InvalidError(int64(at+bom)))
}
