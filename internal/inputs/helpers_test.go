package inputs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// inTree makes a folder with the named files, enters it for the test, and
// returns its real path. A name that ends in a slash is a folder; "a -> b" is a
// link.
func inTree(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	for _, name := range names {
		link, target, isLink := strings.Cut(name, " -> ")
		if err := os.MkdirAll(filepath.Dir(link), 0o777); err != nil {
			t.Fatal(err)
		}
		var err error
		switch {
		case isLink:
			if err = os.Symlink(target, link); err != nil {
				t.Skip("no symbolic links here: ", err)
			}
		case strings.HasSuffix(name, "/"):
			err = os.MkdirAll(name, 0o777)
		default:
			err = os.WriteFile(name, []byte("x"), 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return Real(dir)
}

// walked returns the entries of a walk as "NAME" for files and "KIND: NAME" for
// others, and the error that ended it.
func walked(t *testing.T, opt Options) (got []string, err error) {
	t.Helper()
	for e, err := range Walk(t.Context(), opt) {
		switch {
		case err != nil:
			return got, err
		case e.Kind == File:
			got = append(got, filepath.ToSlash(e.Name))
		default:
			got = append(got, e.Kind.String()+": "+filepath.ToSlash(e.Name))
		}
	}
	return got, nil
}
