package source

import "fanout/processors/analyze/hint"

// A Layout says how the fields of the records stand to those of the header, as
// the head of the file has it. Records further down that are otherwise are
// ragged.
type Layout struct {
	// Seen says that there are records besides the header to tell it from.
	Seen bool
	// RowNames says that each record begins with a field that the header has no
	// name for, as R writes the names of rows.
	RowNames bool
	// Trailing says that each record ends with a delimiter, which the header
	// does not: an empty field too many.
	Trailing bool
	// NameTrailing says that the header ends with a delimiter, and the records
	// do not.
	NameTrailing bool
}

// shift returns how many fields of a record come before that of the first name.
func (l Layout) shift() int {
	if l.RowNames {
		return 1
	}
	return 0
}

// layout compares the first record with the others. At least nine in ten of
// them must fit a layout, and at least half be what tells it from the usual.
func (sm sample) layout() (l Layout) {
	first := sm.records[0]
	names := len(first)
	unnamed := names > 1 && first[names-1] == "" // the last column
	var longer [][]string                        // by one field
	n, same, spare, shorter := 0, 0, 0, 0        // spare: longer, by one that is empty
	for _, r := range sm.records[1:] {
		if sameFields(r, first) {
			continue
		}
		n++
		last := r[len(r)-1]
		switch {
		case len(r) == names+1:
			longer = append(longer, r)
			if last == "" {
				spare++
			}
		case len(r) == names && (last == "" || !unnamed):
			same++
		case len(r) == names-1:
			shorter++
		}
	}
	l.Seen = n > 0
	switch {
	case n == 0:
	case 10*len(longer) >= 9*n && 10*(len(longer)-spare) >= n:
		l.RowNames = haveRowNames(longer)
	case 2*spare >= n && 10*(spare+same) >= 9*n:
		l.Trailing = true
	case 2*shorter >= n && 10*(shorter+same) >= 9*n:
		l.NameTrailing = unnamed
	}
	return l
}

// haveRowNames reports whether the first fields can be the names of rows, which
// are all different. A blank after every first delimiter means that it belongs
// to a text: Oslo, Norway. One record alone must begin with a word.
func haveRowNames(records [][]string) bool {
	seen := map[string]bool{}
	blanks := 0
	for _, r := range records {
		if r[0] == "" || seen[r[0]] {
			return false
		}
		seen[r[0]] = true
		if len(r[1]) > 0 && r[1][0] == ' ' {
			blanks++
		}
	}
	return blanks < len(records) && (len(records) > 1 || shapeOf(records[0][0]) == word)
}

// hints says what is unusual about the layout.
func (l Layout) hints() []hint.Hint {
	switch {
	case l.RowNames:
		return []hint.Hint{{Kind: "row_names", Text: "the header has one name too few; the first column is taken as row names"}}
	case l.Trailing:
		return []hint.Hint{{Kind: "trailing_delimiter", Text: "the delimiter at the end of every record is ignored"}}
	case l.NameTrailing:
		return []hint.Hint{{Kind: "trailing_delimiter", Text: "the delimiter at the end of the header is ignored"}}
	}
	return nil
}
