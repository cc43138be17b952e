package explain

import (
	"slices"
	"strings"

	"fanout/processors/analyze/hint"
	"fanout/processors/analyze/number"
)

// settings returns the settings that make the changes, by the names of their
// fields.
func settings(o *number.Options, several orders) (list []hint.Setting) {
	set := func(name, value string) {
		if value != "" {
			list = append(list, hint.Setting{Name: name, Value: value})
		}
	}
	set("Thousands", o.Thousands)
	if o.Decimal != 0 {
		set("Decimal", string(o.Decimal))
	}
	set("Negatives", strings.Join(o.Negatives, ","))
	set("Units", strings.Join(o.Units, ","))
	set("True", strings.Join(o.True, ","))
	set("False", strings.Join(o.False, ","))
	if several != 0 {
		var names []string
		for i, order := range dateOrders {
			if several&(1<<i) != 0 {
				names = append(names, number.DateOrderNames[order])
			}
		}
		set("DateOrder", strings.Join(names, " or "))
	} else if o.DateOrder != number.NoOrder {
		set("DateOrder", number.DateOrderNames[o.DateOrder])
	}
	set("Nulls", strings.Join(o.Nulls, ","))
	return list
}

// remedy says what the settings do. partly means that not all values are read
// then.
func remedy(settings []hint.Setting, partly bool) string {
	one := len(settings) == 1
	switch {
	case one && partly:
		return "reads them and leaves out the rest"
	case partly:
		return "read them and leave out the rest"
	case one && settings[0].Name == "Nulls" && strings.Contains(settings[0].Value, ","):
		return "takes those for missing"
	case one && settings[0].Name == "Nulls":
		return "takes that for missing"
	case one:
		return "reads them"
	}
	return "read them"
}

// inOrder returns words in the order of their bytes, each once.
func inOrder(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}

// With returns base with changes added, as a command line adds them.
func With(base, changes number.Options) number.Options {
	opt := base
	if changes.Thousands != "" {
		opt.Thousands = changes.Thousands
	}
	if changes.Decimal != 0 {
		opt.Decimal = changes.Decimal
	}
	if changes.DateOrder != number.NoOrder {
		opt.DateOrder = changes.DateOrder
	}
	opt.Negatives = slices.Concat(base.Negatives, changes.Negatives)
	opt.Units = slices.Concat(base.Units, changes.Units)
	opt.True = slices.Concat(base.True, changes.True)
	opt.False = slices.Concat(base.False, changes.False)
	opt.Nulls = slices.Concat(base.Nulls, changes.Nulls)
	return opt
}

// work reports whether a parser takes the changes, and the words in them for
// what they are to be. Of numbers and dates that is known, as each was tried.
func (t *Trials) work(changes *number.Options) bool {
	p, err := number.NewParser(With(*t.base, *changes))
	if err != nil {
		return false
	}
	are := func(words []string, want number.Class, mant int64) bool {
		for _, w := range words {
			if v, class := p.Parse([]byte(w)); class != want || v.Mant != mant {
				return false
			}
		}
		return true
	}
	return are(changes.True, number.Bool, 1) && are(changes.False, number.Bool, 0) && are(changes.Nulls, number.Null, 0)
}
