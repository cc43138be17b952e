package files

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whatever a lock file holds, nothing in it leads out of the output folder, and
// who is read of it is read again from what is written of that.
func FuzzLockFiles(f *testing.F) {
	live := thisProcess().line()
	for _, text := range []string{
		"", "\n", live, live + "\"../x\"\n\"/tmp\"\n\"a/b\"\n", live + "\"" + newID() + "\"\n",
		foreignOwner().line() + "\"a\\x00b\"\n", "\"host\" \"boot\"\n\"a\"\n", live[:len(live)-2],
		strings.Repeat("x", maxLine+1) + "\n",
	} {
		f.Add(text)
	}
	path := filepath.Join(f.TempDir(), "lock")
	f.Fuzz(func(t *testing.T, text string) {
		if of, token, ok := parseHolder(strings.NewReader(text)); ok {
			again, same, ok := parseHolder(strings.NewReader(of.line() + "\"" + token + "\"\n"))
			if !ok || again != of || same != token || len(token) != idDigits {
				t.Errorf("%+v %q: read as %+v %q", of, token, again, same)
			}
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		folders := 0
		readLock(file, true, func(folder string) {
			if folders++; !filepath.IsLocal(folder) {
				t.Errorf("%q leads out of the output folder", folder)
			}
		})
		if folders > strings.Count(text, "\n")+1 {
			t.Errorf("%d folders in %q", folders, text)
		}
	})
}
