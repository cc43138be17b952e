package analyze

import (
	"fmt"
	"slices"
	"strings"

	"fanout/processors/analyze/profile"
)

// A Declaration is the type of the columns that a selection names.
type Declaration struct {
	Columns Selection
	Type    profile.Type
}

// ParseTypes reads a list of COLUMN=TYPE with commas between. A column is
// written as in a selection.
func ParseTypes(text string) ([]Declaration, error) {
	var all []Declaration
	for text != "" {
		item, rest := cutDeclaration(text)
		text = rest
		at := strings.LastIndexByte(item, '=')
		if at < 1 {
			return nil, fmt.Errorf("%q: must be COLUMN=TYPE, as in zip=string", item)
		}
		t := profile.Type(item[at+1:])
		if !slices.Contains(profile.DeclaredTypes, t) {
			return nil, fmt.Errorf("%q: must be one of %s", t, typeNames())
		}
		columns, err := ParseSelection(item[:at])
		if err != nil {
			return nil, err
		}
		all = append(all, Declaration{columns, t})
	}
	return all, nil
}

// cutDeclaration returns the first item of a list and what is behind its comma.
// A pattern or a name in quotes may hold commas.
func cutDeclaration(text string) (item, rest string) {
	end := 0
	for _, around := range []string{"/", `"`} {
		if strings.HasPrefix(text, around) {
			if i := strings.Index(text[1:], around+"="); i >= 0 {
				end = 1 + i
			}
		}
	}
	if comma := strings.IndexByte(text[end:], ','); comma >= 0 {
		return text[:end+comma], text[end+comma+1:]
	}
	return text, ""
}

func typeNames() string {
	var names []string
	for _, t := range profile.DeclaredTypes {
		names = append(names, string(t))
	}
	return strings.Join(names, ", ")
}

// declared returns the declared types by column.
func declared(all []Declaration, names []string) (map[int]profile.Type, error) {
	types := map[int]profile.Type{}
	for _, d := range all {
		picked, err := d.Columns.pick(names)
		if err != nil {
			return nil, err
		}
		for _, i := range picked {
			types[i] = d.Type
		}
	}
	return types, nil
}
