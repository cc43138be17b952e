package files

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mustOpen opens an output that is closed at the test's end.
func mustOpen(t testing.TB, dir string, opt Options) *Output {
	t.Helper()
	o, err := Open(dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.Close() })
	return o
}

func mustWrite(t testing.TB, o *Output, rel, content string) *Temp {
	t.Helper()
	f, err := o.WriteFile(rel, []byte(content))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func mustCommit(t testing.TB, o *Output, group ...*Temp) {
	t.Helper()
	results, err := o.Commit(group)
	if err != nil || slices.ContainsFunc(results, func(e error) bool { return e != nil }) {
		t.Fatal(results, err)
	}
}

// tree lists everything below dir: folders end in "/", our own files are shown
// as "TEMP" and "LOCK".
func tree(t testing.TB, dir string) string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || p == dir {
			return err
		}
		rel, _ := filepath.Rel(dir, p)
		rel = filepath.ToSlash(rel)
		folder, base := "", rel
		if i := strings.LastIndex(rel, "/"); i >= 0 {
			folder, base = rel[:i+1], rel[i+1:]
		}
		if _, ok := parseTemp(base); ok {
			rel = folder + "TEMP"
		} else if _, ok := parseLock(base); ok {
			rel = folder + "LOCK"
		} else if d.IsDir() {
			rel += "/"
		}
		names = append(names, rel)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

func wantTree(t testing.TB, dir, want string) {
	t.Helper()
	if got := tree(t, dir); got != want {
		t.Errorf("folder holds %q, want %q", got, want)
	}
}

func wantContent(t testing.TB, path, want string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil || string(b) != want {
		t.Errorf("%s: %q, %v; want %q", path, b, err, want)
	}
}
