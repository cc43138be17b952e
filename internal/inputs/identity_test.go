package inputs

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRealFollowsLinks(t *testing.T) {
	dir := inTree(t, "in/a", "b -> in/a", "linked -> in")
	for path, want := range map[string]string{
		"in/a": "in/a", "b": "in/a", "linked/a": "in/a", "./in/../in/a": "in/a", "in/new": "in/new",
	} {
		if got := Real(path); got != filepath.Join(dir, want) {
			t.Errorf("%s: %s, want %s below %s", path, got, want, dir)
		}
	}
}

func TestFoldersLeaveTheLastElement(t *testing.T) {
	dir := inTree(t, "in/a", "b -> in/a", "linked -> in")
	f := Folders{}
	for path, want := range map[string]string{"in/a": "in/a", "b": "b", "linked/a": "in/a", "linked/new": "in/new"} {
		for range 2 { // the second time from memory
			if got, err := f.Entry(path); err != nil || got != filepath.Join(dir, want) {
				t.Errorf("%s: %s, %v, want %s below %s", path, got, err, want, dir)
			}
			if got, err := f.Future(path); err != nil || got != filepath.Join(dir, want) {
				t.Errorf("%s in future: %s, %v, want %s below %s", path, got, err, want, dir)
			}
		}
	}
	if _, err := f.Entry("not/there/a"); err == nil {
		t.Error("a folder that does not exist has a real path")
	}
	if got, err := f.Future("linked/not/there/a"); err != nil || got != filepath.Join(dir, "in/not/there/a") {
		t.Errorf("%s, %v", got, err)
	}
}

func TestOneFileIsKnownByAnySpelling(t *testing.T) {
	dir := inTree(t, "in/a", "other/", "b -> in/a", "linked -> in", "hung -> none/../new/a", "chain -> hung", "deep/down/", "way -> deep/down")
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"in/a", "./in//a", true},
		{"in/a", "other/../in/./a", true},
		{"in/a", "none/../in/a", true},
		{"in/a", filepath.Join(dir, "in", "a"), true},
		{"in/a", "b", true},
		{"in/a", "linked/a", true},
		{"linked/new", "in/new", true},
		{"hung", "new/a", true},
		{"chain", "hung", true},
		{"chain", "new/./a", true},
		{"way/../x", "deep/x", true}, // not ./x
		{"way/../x", "x", false},
		{"new/A.json", "new/a.JSON", true},
		{"caf\u00e9", "cafe\u0301", true},
		{"straße", "STRASSE", false},
		{"in/a", "in/b", false},
		{"in/a", "a", false},
		{"new", "new/a", false},
	} {
		for _, pair := range [][2]string{{c.a, c.b}, {c.b, c.a}} {
			if a, b := Identify(pair[0]), Identify(pair[1]); a.Same(b) != c.same {
				t.Errorf("%s and %s: same is %v: %+v, %+v", pair[0], pair[1], !c.same, a, b)
			}
		}
	}
	for path, want := range map[string]bool{"in/a/x": true, "linked": true, "IN": true, "in": true, "in/a.x": false, "inn": false, "in/b": false} {
		if Identify("in/a").Clashes(Identify(path)) != want {
			t.Errorf("in/a and %s: want %v", path, want)
		}
	}
}

// Two files whose names differ only in case can be there where case counts; a
// second name of one file is that file.
func TestFilesThatExistAreComparedThemselves(t *testing.T) {
	inTree(t, "a", "b", "B")
	if err := os.Link("a", "hard"); err != nil {
		t.Skip("no hard links here: ", err)
	}
	if !Identify("a").Same(Identify("hard")) || !Identify("hard").IsInput("a") {
		t.Error("a hard link is another file")
	}
	lower, err := os.Stat("b")
	if err != nil {
		t.Fatal(err)
	}
	upper, err := os.Stat("B")
	if err != nil {
		t.Fatal(err)
	}
	if Identify("b").Same(Identify("B")) != os.SameFile(lower, upper) || Identify("b").IsInput("B") != os.SameFile(lower, upper) {
		t.Error("b and B are not what the file system takes them for")
	}
	if Identify("new").IsInput("new") {
		t.Error("a file that is not there is an input")
	}
	f, err := os.Open("a")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if !Identify("hard").IsReadBy(f) || Identify("b").IsReadBy(f) || Identify("a").IsReadBy(strings.NewReader("")) {
		t.Error("an open file is not known")
	}
}

func TestLoopsOfLinksEnd(t *testing.T) {
	links := []string{"a -> b", "b -> a", "in/c -> c", "d -> d/d/d"}
	for i := range 100 { // each twice the one before
		links = append(links, fmt.Sprintf("l%d -> l%d/../l%d", i, i+1, i+1))
	}
	inTree(t, append(links, "l100/")...)
	for _, path := range []string{"a", "in/c", "d", "d/x", "l0"} {
		Identify(path)
	}
}
