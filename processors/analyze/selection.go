package analyze

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
)

// A Selection names columns: by name, which may stand in quotes, by number from
// 1 as 3, 3-5 or 7-, or by a regular expression between slashes. What a column
// is called counts as a name. An entry behind ! leaves columns out, wherever it
// stands; if all do, they leave them out of all columns. No entries select all.
type Selection []string

// ParseSelection reads a list of names, numbers and patterns with commas
// between; a comma in a pattern or in quotes is part of it.
func ParseSelection(text string) (Selection, error) {
	var sel Selection
	for text != "" {
		item, rest, err := cutItem(text)
		if err != nil {
			return nil, err
		}
		sel, text = append(sel, item), rest
	}
	return sel, nil
}

// cutItem returns the first entry of a list, and what follows its comma.
func cutItem(text string) (item, rest string, err error) {
	exclude, text := cutPrefix(text, "!")
	switch {
	case strings.HasPrefix(text, "/"):
		end := strings.Index(text[1:]+",", "/,")
		if end < 0 {
			return "", "", fmt.Errorf("%q: must end with a slash", text)
		}
		item, rest = text[:end+2], strings.TrimPrefix(text[end+2:], ",")
		if _, bad := regexp.Compile(item[1 : len(item)-1]); bad != nil {
			err = fmt.Errorf("%q: must be a regular expression: %s", item, cause(bad))
		}
	case strings.HasPrefix(text, `"`) && strings.Contains(text[1:]+",", `",`):
		end := strings.Index(text[1:]+",", `",`)
		item, rest = text[:end+2], strings.TrimPrefix(text[end+2:], ",")
	default:
		item, rest, _ = strings.Cut(text, ",")
		if item == "" {
			err = fmt.Errorf("%q: must be a list of columns, none of them empty", text)
		}
	}
	return exclude + item, rest, err
}

// cause returns what is wrong with a regular expression.
func cause(err error) string {
	if wrong := (*syntax.Error)(nil); errors.As(err, &wrong) {
		return wrong.Code.String()
	}
	return err.Error()
}

// cutPrefix returns prefix, if text begins with it, and the rest.
func cutPrefix(text, prefix string) (begin, rest string) {
	if rest, ok := strings.CutPrefix(text, prefix); ok {
		return prefix, rest
	}
	return "", text
}

// pick returns the indices of the selected columns: in the order selected, each
// once.
func (sel Selection) pick(names []string) ([]int, error) {
	var picked []int
	taken, excluded := map[int]bool{}, map[int]bool{}
	some := false // an entry selects
	for _, item := range sel {
		exclude, item := cutPrefix(item, "!")
		matches := matcher(item, names)
		found := false
		for i := range names {
			if !matches(i) {
				continue
			}
			found = true
			if exclude != "" {
				excluded[i] = true
			} else if !taken[i] {
				taken[i] = true
				picked = append(picked, i)
			}
		}
		if !found {
			return nil, fmt.Errorf("no column %q; the columns are %s", item, strings.Join(firstFew(names), ", "))
		}
		some = some || exclude == ""
	}
	if !some {
		for i := range names {
			picked = append(picked, i)
		}
	}
	picked = slices.DeleteFunc(picked, func(i int) bool { return excluded[i] })
	if len(picked) == 0 && len(names) > 0 {
		return nil, errors.New("no columns are left")
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
	if len(item) > 1 && item[0] == '"' && item[len(item)-1] == '"' {
		return func(i int) bool { return names[i] == item[1:len(item)-1] }
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
