package analyze

import (
	"fmt"
	"maps"
	"slices"

	"fanout/processors/analyze/csvscan"
	"fanout/processors/analyze/profile"
	"fanout/processors/analyze/source"
)

// A Dataset is one file, or several of the same columns taken together.
type Dataset struct {
	Sources   []*source.Source
	Delimiter byte
	Names     []string // of all columns

	columns   []int                // the selected ones
	types     map[int]profile.Type // that are declared, by column
	hasHeader bool
	header    *header // to look for among the records
	trailing  bool    // an empty field too many at the end of a record is no fault
	fields    int     // of most records: one more than there are columns where each ends with a delimiter
	scanner   *csvscan.Scanner
	firstFile int // number of files in the datasets before
}

// newDataset makes a dataset of sources. Empty ones add nothing to it.
func newDataset(opt *Options, sources []*source.Source) (*Dataset, error) {
	d := &Dataset{Sources: sources, Delimiter: ','}
	if opt.Source.Delimiter != 0 {
		d.Delimiter = opt.Source.Delimiter
	}
	var first *source.Source
	var layout source.Layout
	for _, s := range sources {
		if s.Err != nil || s.Empty() {
			continue
		}
		if first == nil {
			first = s
			d.Delimiter = s.Delimiter
			layout = s.Layout
			continue
		}
		if difference := compare(first, s); difference != nil {
			return nil, &MismatchError{first.Name, s.Name, *difference}
		}
		if !layout.Seen {
			layout = s.Layout
		} else if s.Layout.Seen && s.Layout.RowNames != layout.RowNames {
			return nil, &MismatchError{first.Name, s.Name, Difference{"only one of them has row names", ""}}
		}
	}
	d.scanner = csvscan.New(opt.Source.Dialect(d.Delimiter))
	if first == nil {
		return d, nil
	}
	d.Names, d.hasHeader = namesOf(first, layout), first.HasHeader
	d.trailing, d.fields = layout.Trailing || layout.NameTrailing, len(d.Names)
	if layout.Trailing {
		d.fields++
	}
	d.header = newHeader(first, d.scanner)
	var err error
	if d.columns, err = opt.Select.pick(d.Names); err != nil {
		return nil, &SelectionError{first.Name, err}
	}
	if d.types, err = declared(opt.Types, d.Names); err != nil {
		return nil, &SelectionError{first.Name, err}
	}
	return d, nil
}

// share makes d keep what is equal to e's in one place with it: thousands of
// datasets may have thousands of columns, and mostly the same.
func (d *Dataset) share(e *Dataset) {
	if slices.Equal(d.Names, e.Names) {
		d.Names = e.Names
	}
	if slices.Equal(d.columns, e.columns) {
		d.columns = e.columns
	}
	if maps.Equal(d.types, e.types) {
		d.types = e.types
	}
}

// compare returns why two files are not parts of one table, or nil.
func compare(a, b *source.Source) *Difference {
	switch {
	case a.HasHeader != b.HasHeader:
		return &Difference{"only one of them seems to have a header", "Header"}
	case a.HasHeader && !slices.Equal(a.First, b.First):
		return &Difference{"the headers differ: " + difference(a.First, b.First), ""}
	case len(a.First) != len(b.First):
		return &Difference{fmt.Sprintf("one has %s, the other %d", plural(len(a.First), "column"), len(b.First)), ""}
	case a.Delimiter != b.Delimiter && len(a.First) > 1:
		return &Difference{fmt.Sprintf("the delimiters differ: %q and %q", a.Delimiter, b.Delimiter), "Delimiter"}
	}
	return nil
}

// difference says in which column two headers differ.
func difference(a, b []string) string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("column %d is %q in one and %q in the other", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("one has %s, the other %d", plural(len(a), "column"), len(b))
}

// plural counts a noun.
func plural(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
