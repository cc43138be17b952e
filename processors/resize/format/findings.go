package format

import (
	"fmt"
	"slices"
)

// Findings are what a decoder reports of a file besides its picture. The zero
// value reports nothing.
type Findings struct {
	// Damage says what is missing from the picture, as the file is damaged. It
	// is nil if the picture is whole. The same file is damaged or not whatever
	// the scale it is decoded at.
	Damage error
	// Notes say what is irregular in the file but costs no pixel: a wrong
	// checksum of text, surplus data, tables that were left out. Each is there
	// once.
	Notes []string
}

// Damaged reports what is missing. The first report stays.
func (f *Findings) Damaged(err error) {
	if f.Damage == nil {
		f.Damage = err
	}
}

// Note reports an irregularity.
func (f *Findings) Note(note string) {
	if !slices.Contains(f.Notes, note) {
		f.Notes = append(f.Notes, note)
	}
}

// Decoded says how much of a picture was decoded that is not whole: done of
// total units, which mean nothing to users.
func Decoded(done, total int, of string) string {
	return fmt.Sprintf("%d %% of %s decoded", 100*done/total, of)
}
