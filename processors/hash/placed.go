package hash

import (
	"cmp"
	"fmt"

	"fanout/processors/hash/format"
	"fanout/processors/hash/source"
)

// A placed reader gives hashes that name the list of their password the line
// that it has among all lists.
type placed struct {
	*format.Reader
	in    *source.Set
	name  string // of the hashes
	other string // a list that they name and that is not given; "": none
}

// Next implements hashReader. A hash whose line no list has gets one that no
// password has.
func (r *placed) Next() (format.Entry, error) {
	e, err := r.Reader.Next()
	if err != nil || e.File == "" {
		return e, err
	}
	line, known := r.in.LineOf(e.File, cmp.Or(e.Line, e.At))
	if e.Line = line; !known {
		e.Line = -e.At
		if !r.in.Has(e.File) {
			r.other = cmp.Or(r.other, e.File)
		}
	}
	return e, nil
}

// Notes implements hashReader.
func (r *placed) Notes() []string {
	notes := r.Reader.Notes()
	if r.other != "" {
		notes = append(notes, fmt.Sprintf("warning: %q has hashes of lists that are not given here, such as %q", r.name, r.other))
	}
	return notes
}
