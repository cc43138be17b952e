package analyze

import (
	"strconv"
	"strings"
)

// columnNames returns the names of the columns of a first record: unique and
// not empty. They are made up if the record is no header.
func columnNames(first []string, isHeader bool) []string {
	names := make([]string, len(first))
	taken := map[string]bool{}
	for i, f := range first {
		name := strings.TrimSpace(strings.ToValidUTF8(f, "\uFFFD"))
		if !isHeader || name == "" {
			name = "column_" + strconv.Itoa(i+1)
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
