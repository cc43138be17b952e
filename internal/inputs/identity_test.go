package inputs

import (
	"path/filepath"
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
