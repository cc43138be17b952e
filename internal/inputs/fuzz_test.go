package inputs

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What a pattern names is there, once, below where it begins, and not hidden
// unless that is asked for.
func FuzzExpand(f *testing.F) {
	for _, pattern := range []string{"*", "**", "*.jpg", "[!a]*", "{a,b}/**/*.txt", ".*", "a[1].csv", "[", "{", "{a,{b,c}}", "**/.h*", "a/**", "?", `\*`, "[a-", "***/***"} {
		f.Add(pattern)
	}
	dir := f.TempDir()
	for _, name := range []string{"a/x.jpg", "a/b/y.txt", "a/.h/z.txt", ".hidden", "b/c/d/e/f.txt", "a[1].csv", "{x}", "ü.jpg", "-", "a b"} {
		path := filepath.Join(dir, name)
		if os.MkdirAll(filepath.Dir(path), 0o777) != nil || os.WriteFile(path, nil, 0o666) != nil {
			f.Fatal(name)
		}
	}
	if err := os.Symlink("..", filepath.Join(dir, "a", "loop")); err != nil {
		f.Log(err)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		if strings.Contains(pattern, "..") || strings.ContainsAny(pattern, "\x00") || len(pattern) > 60 {
			t.Skip()
		}
		all, err := Expand(dir+"/"+pattern, true)
		if err != nil {
			return
		}
		for _, hidden := range []bool{false, true} {
			names, err := Expand(dir+"/"+pattern, hidden)
			if err != nil || !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
				t.Fatalf("%q: %q, %v", pattern, names, err)
			}
			for _, name := range names {
				_, err := os.Lstat(name)
				if literal := len(names) == 1 && name == filepath.Clean(dir+"/"+pattern); err != nil && !literal {
					t.Errorf("%q: %q: %v", pattern, name, err)
				}
				if !strings.HasPrefix(name+"/", dir+"/") || !slices.Contains(all, name) {
					t.Errorf("%q: %q is not one of %q", pattern, name, all)
				}
			}
		}
		if !strings.Contains(pattern, ".") {
			visible, _ := Expand(dir+"/"+pattern, false)
			for _, name := range visible {
				if rel, _ := filepath.Rel(dir, name); strings.Contains("/"+rel, "/.") && rel != "." {
					t.Errorf("%q names %q, which is hidden", pattern, rel)
				}
			}
		}
	})
}
