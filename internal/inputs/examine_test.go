package inputs

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// A walk that examines no file comes upon the same entries. Only links tell
// more than their folder does.
func TestWalkExaminesOnlyWhatIsAskedFor(t *testing.T) {
	inTree(t, "in/a.jpg", "in/b.jpg", "in/sub/c.jpg", "in/.d.jpg", "in/e -> a.jpg", "in/f -> sub", "in/g -> nowhere", "n.jpg")
	paths := []string{"in", "n.jpg"}
	all, err := walked(t, Options{Paths: paths, Recursive: true, LinksApart: true})
	if err != nil {
		t.Fatal(err)
	}
	opt := Options{Paths: paths, Recursive: true, LinksApart: true, Examine: func(rel string) bool { return rel == "b.jpg" }}
	few, err := walked(t, opt)
	if err != nil || !slices.Equal(few, all) {
		t.Errorf("%q, %v; want %q", few, err, all)
	}
	var examined []string
	for e, err := range Walk(t.Context(), opt) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Info != nil {
			examined = append(examined, e.Rel)
		}
	}
	if got := strings.Join(examined, " "); got != "b.jpg e n.jpg" {
		t.Error(got)
	}
}

func TestWalkPassesOverAnUnseenFolder(t *testing.T) {
	inTree(t, "in/a.jpg", "in/x.parts/p", "in/y -> x.parts")
	info, err := os.Stat("in/x.parts")
	if err != nil {
		t.Fatal(err)
	}
	for _, recursive := range []bool{true, false} {
		for _, path := range []string{"in", "in/*"} {
			got, err := walked(t, Options{Paths: []string{path}, Recursive: recursive, Unseen: info})
			if want := "[in/a.jpg link to a folder: in/y]"; path == "in" && (fmt.Sprint(got) != want || err != nil) {
				t.Errorf("%q, %v; want %s", got, err, want)
			}
			if slices.ContainsFunc(got, func(name string) bool { return strings.Contains(name, "x.parts") }) {
				t.Errorf("%s: %q", path, got)
			}
		}
	}
}
