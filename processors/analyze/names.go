package analyze

import (
	"slices"
	"strconv"
	"strings"

	"fanout/processors/analyze/source"
)

// rowNames is the name of a column of row names, which the header has none for.
const rowNames = "row_names"

// namesOf returns the names of the columns of s, whose records have the layout
// l.
func namesOf(s *source.Source, l source.Layout) []string {
	first := slices.Clone(s.First)
	n := len(first)
	if l.NameTrailing {
		return columnNames(first[:n-1], s.HasHeader)
	}
	if !l.RowNames {
		return columnNames(first, s.HasHeader)
	}
	for i, name := range first {
		if strings.TrimSpace(name) == "" {
			first[i] = madeUpName(i + 1)
		}
	}
	names := columnNames(append(first, rowNames), true) // last, so that it gives way to a name of the header
	return append([]string{names[n]}, names[:n]...)
}

// madeUpName is the name of column i, from 0.
func madeUpName(i int) string { return "column_" + strconv.Itoa(i+1) }

// columnNames returns the names of the columns of a first record: unique and
// not empty. They are made up if the record is no header.
func columnNames(first []string, isHeader bool) []string {
	names := make([]string, len(first))
	taken := map[string]bool{}
	for i, f := range first {
		name := strings.TrimSpace(strings.ToValidUTF8(f, "\uFFFD"))
		if !isHeader || name == "" {
			name = madeUpName(i)
		}
		names[i] = name
		taken[name] = true
	}
	used := map[string]bool{}
	next := map[string]int{} // by name: the first number that may be free; one header may be a name 50,000 times
	for i, name := range names {
		for n := max(2, next[name]); used[names[i]]; n++ {
			if again := name + "_" + strconv.Itoa(n); !taken[again] {
				names[i] = again
			}
			next[name] = n + 1
		}
		used[names[i]] = true
		taken[names[i]] = true
	}
	return names
}
