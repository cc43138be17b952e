package analyze

import (
	"fmt"
	"slices"
	"testing"

	"fanout/processors/analyze/profile"
	"fanout/processors/analyze/source"
)

func TestColumnNamesAreUniqueAndNotEmpty(t *testing.T) {
	got := columnNames([]string{"a", "", " a ", "a", "a_2", "b\xff"}, true)
	if want := []string{"a", "column_2", "a_3", "a_4", "a_2", "b\uFFFD"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := columnNames([]string{"1", "2"}, false); !slices.Equal(got, []string{"column_1", "column_2"}) {
		t.Errorf("%q", got)
	}
}

func TestSelectionTakesNamesNumbersAndPatterns(t *testing.T) {
	names := []string{"id", "q1", "q2", "3", "z-9"}
	for text, want := range map[string][]int{
		"id": {0}, "2": {1}, "2-3": {1, 2}, "4-": {3, 4}, "3": {3}, "z-9": {4}, "/^q/": {1, 2}, "/q[1,2]/,1": {1, 2, 0}, "z-9,id,z-9": {4, 0},
		"!id": {1, 2, 3, 4}, "!2-4": {0, 4}, "!/^q/,!z-9": {0, 3}, "/^q/,!q1": {2}, "!q1,4,/^q/": {3, 2}, "id,!/[0-9]/": {0},
		`"q1",!"q2"`: {1}, `!"3"`: {0, 1, 2, 4},
	} {
		sel, err := ParseSelection(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := sel.pick(names); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"x", "0", "6", "5-4", "/y$/", "!x", "!1-", "id,!id", `"2"`} {
		sel, _ := ParseSelection(text)
		if got, err := sel.pick(names); err == nil {
			t.Errorf("%s: %v", text, got)
		}
	}
	for _, text := range []string{"a,,b", "/(/", "/a", ",", "!", "!,a", "!/(/"} {
		if sel, err := ParseSelection(text); err == nil {
			t.Errorf("%s: %v", text, sel)
		}
	}
}

func TestNamesInQuotesMayHoldAnything(t *testing.T) {
	names := []string{"a,b", "!x", "/y/", `say "so"`}
	for text, want := range map[string][]int{
		`"a,b"`: {0}, `"a,b","/y/"`: {0, 2}, `"!x"`: {1}, `/^!/`: {1}, `!"!x"`: {0, 2, 3}, `"say "so""`: {3}, `say "so"`: {3}, `/,/,!"!x"`: {0},
	} {
		sel, err := ParseSelection(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := sel.pick(names); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v %v, want %v", text, got, err, want)
		}
	}
}

// A header may be one name as often as there may be columns.
func TestManyEqualNamesTakeNoTime(t *testing.T) {
	names := columnNames(slices.Repeat([]string{"a"}, source.MaxColumns), true)
	if last := names[source.MaxColumns-1]; last != fmt.Sprintf("a_%d", source.MaxColumns) {
		t.Errorf("the last is %q", last)
	}
}

// Whatever is selected is an error, or columns that there are, each once.
func FuzzSelection(f *testing.F) {
	for _, text := range []string{"a", "1,3-", "!b", "/a|b/,!2", `"a,b",!"c"`, "/,/", "!", "!/", `"`, "-", "5-4", "!1-"} {
		f.Add(text)
	}
	names := []string{"a", "b", "a,b", "!c", "5", "", "/x/"}
	f.Fuzz(func(t *testing.T, text string) {
		sel, err := ParseSelection(text)
		if err != nil {
			return
		}
		picked, err := sel.pick(names)
		seen := map[int]bool{}
		for _, i := range picked {
			if i < 0 || i >= len(names) || seen[i] {
				t.Errorf("%q: %v", text, picked)
			}
			seen[i] = true
		}
		if (err == nil) == (len(picked) == 0) {
			t.Errorf("%q: %v and %v", text, picked, err)
		}
	})
}

// The types of columns are taken from a list as they are from its parts.
func FuzzTypes(f *testing.F) {
	for _, text := range []string{"zip=string", "a=int,b=float", "/a,b/=string", `"a=b,c"=date`, "=string", "a=", "a=string,", ",", "1-3=int,!b=string", "/=/=string"} {
		f.Add(text)
	}
	names := []string{"a", "b", "a,b", "a=b,c", "zip", ""}
	f.Fuzz(func(t *testing.T, text string) {
		all, err := ParseTypes(text)
		if err != nil {
			return
		}
		types, err := declared(all, names)
		for i, typ := range types {
			if i < 0 || i >= len(names) || !slices.Contains(profile.DeclaredTypes, typ) {
				t.Errorf("%q: %v", text, types)
			}
		}
		one, rest := cutDeclaration(text)
		first, firstErr := ParseTypes(one)
		others, othersErr := ParseTypes(rest)
		if text != "" && (firstErr != nil || othersErr != nil || len(first)+len(others) != len(all)) {
			t.Errorf("%q: %d declarations and %v, its parts %d, %v and %d, %v", text, len(all), err, len(first), firstErr, len(others), othersErr)
		}
	})
}
