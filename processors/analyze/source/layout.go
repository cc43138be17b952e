package source

// A Layout says how the fields of the records stand to those of the header, as
// the head of the file has it. Records further down that are otherwise are
// ragged.
type Layout struct {
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
// them must have one field more, or fewer, than the first.
func (sm sample) layout() (l Layout) {
	first := sm.records[0]
	var longer, shorter [][]string
	n := 0
	for _, r := range sm.records[1:] {
		switch {
		case sameFields(r, first):
			continue
		case len(r) == len(first)+1:
			longer = append(longer, r)
		case len(r) == len(first)-1:
			shorter = append(shorter, r)
		}
		n++
	}
	switch {
	case n == 0:
	case 10*len(longer) >= 9*n:
		l.Trailing = endEmpty(longer)
		l.RowNames = !l.Trailing && haveRowNames(longer)
	case 10*len(shorter) >= 9*n:
		l.NameTrailing = len(first) > 1 && first[len(first)-1] == ""
	}
	return l
}

// endEmpty reports whether the last field of all records is empty.
func endEmpty(records [][]string) bool {
	for _, r := range records {
		if r[len(r)-1] != "" {
			return false
		}
	}
	return true
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
