package source

import (
	"os"
	"path/filepath"
	"testing"
)

// A file is counted once, though a link leads to it as well.
func TestAFileNamedByALinkTooIsReadOnce(t *testing.T) {
	dir := t.TempDir()
	name, link := filepath.Join(dir, "b.csv"), filepath.Join(dir, "a.csv")
	other := filepath.Join(t.TempDir(), "folder")
	if err := os.WriteFile(name, []byte("v\n1\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{link: name, other: dir} {
		if err := os.Symlink(to, from); err != nil {
			t.Skip(err)
		}
	}
	for _, paths := range [][]string{{name, link}, {link, name}, {dir}, {other, name}, {dir, other}, {name, name, dir + "/./b.csv"}} {
		f, err := Find(t.Context(), &Options{Paths: paths})
		if err != nil || len(f.Sources) != 1 {
			t.Errorf("%q: %d files, %v", paths, len(f.Sources), err)
		}
	}
}
