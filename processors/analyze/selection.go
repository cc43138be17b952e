package analyze

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A Selection names columns: by name, by number from 1 as 3, 3-5 or 7-, or by a
// regular expression between slashes. A name that a column has counts as a
// name. No entries select all columns.
type Selection []string

// ParseSelection reads a list of names, numbers and patterns with commas
// between; a comma in a pattern is part of it.
func ParseSelection(text string) (Selection, error) {
	var sel Selection
	for text != "" {
		var item string
		if rest, ok := strings.CutPrefix(text, "/"); ok {
			end := strings.Index(rest+",", "/,")
			if end < 0 {
				return nil, fmt.Errorf("%q: the pattern has no second slash", text)
			}
			item, text = text[:end+2], strings.TrimPrefix(rest[end+1:], ",")
			if _, err := regexp.Compile(item[1 : len(item)-1]); err != nil {
				return nil, err
			}
		} else {
			item, text, _ = strings.Cut(text, ",")
		}
		if item == "" {
			return nil, fmt.Errorf("an empty name")
		}
		sel = append(sel, item)
	}
	return sel, nil
}

// pick returns the indices of the selected columns: in the order selected, each
// once.
func (sel Selection) pick(names []string) ([]int, error) {
	var picked []int
	seen := map[int]bool{}
	add := func(i int) {
		if !seen[i] {
			seen[i] = true
			picked = append(picked, i)
		}
	}
	if len(sel) == 0 {
		for i := range names {
			add(i)
		}
	}
	for _, item := range sel {
		matches := matcher(item, names)
		found := false
		for i := range names {
			if matches(i) {
				add(i)
				found = true
			}
		}
		if !found {
			return nil, fmt.Errorf("no column %q: there are %s", item, strings.Join(firstFew(names), ", "))
		}
	}
	return picked, nil
}

func firstFew(names []string) []string {
	const few = 20
	quoted := []string{}
	for i, n := range names {
		if i == few {
			return append(quoted, fmt.Sprintf("and %d more", len(names)-few))
		}
		quoted = append(quoted, strconv.Quote(n))
	}
	return quoted
}

// matcher returns whether the column of an index is meant by item.
func matcher(item string, names []string) func(i int) bool {
	if slices.Contains(names, item) {
		return func(i int) bool { return names[i] == item }
	}
	if len(item) > 1 && item[0] == '/' && item[len(item)-1] == '/' {
		if re, err := regexp.Compile(item[1 : len(item)-1]); err == nil {
			return func(i int) bool { return re.MatchString(names[i]) }
		}
	}
	from, to, isRange := strings.Cut(item, "-")
	lo, err := strconv.Atoi(from)
	hi := lo
	if isRange {
		hi = len(names)
		if err == nil && to != "" {
			hi, err = strconv.Atoi(to)
		}
	}
	return func(i int) bool { return err == nil && lo <= i+1 && i+1 <= hi }
}
