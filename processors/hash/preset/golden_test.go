package preset

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the files that the tests compare with")

// The folders in testdata are what some targets get for users with fixed salts.
// `go test ./processors/hash/preset -update` rewrites them; read the diff.
func TestFoldersAreTheGoldenOnes(t *testing.T) {
	for _, name := range []string{"auth0", "firebase", "htpasswd", "keycloak"} {
		t.Run(name, func(t *testing.T) {
			target, err := Lookup(name)
			if err != nil {
				t.Fatal(err)
			}
			params := cheap(t, target, "")
			p := presetFor(t, name, settingsFor[name], params, saltBytes(params))
			dir, _ := write(t, p, users(t, p, 3))
			golden := filepath.Join("testdata", name)
			if *update {
				if err := os.RemoveAll(golden); err != nil {
					t.Fatal(err)
				}
				if err := os.CopyFS(golden, os.DirFS(dir)); err != nil {
					t.Fatal(err)
				}
			}
			hasMode(t, dir, 0o700)
			want, err := os.ReadDir(golden)
			if err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadDir(dir)
			if err != nil || len(got) != len(want) {
				t.Fatal(got, err)
			}
			for _, f := range want {
				hasMode(t, filepath.Join(dir, f.Name()), 0o600)
				wanted, err := os.ReadFile(filepath.Join(golden, f.Name()))
				if err != nil {
					t.Fatal(err)
				}
				text, err := os.ReadFile(filepath.Join(dir, f.Name()))
				if err != nil || !bytes.Equal(text, wanted) {
					t.Errorf("%s (%v):\n%s\nwant\n%s", f.Name(), err, text, wanted)
				}
			}
		})
	}
}

// hasMode checks the permissions of a file where the system has such.
func hasMode(t *testing.T, path string, want os.FileMode) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != want {
		t.Errorf("%s: mode %o, want %o", path, info.Mode().Perm(), want)
	}
}

// What is written for the password of the worked examples is what independent
// programs made of it.
func TestExamplesAreHashesOfTheirPassword(t *testing.T) {
	for _, name := range []string{"wordpress", "django-bcrypt-sha256", "apr1", "ssha512", "scram-sha-256"} {
		e := example(t, name)
		if testing.Short() && name == "django-bcrypt-sha256" { // cost 12
			continue
		}
		key := make([]byte, len(e.Key))
		err := e.Params.New(1).Hash(t.Context(), [][]byte{key}, [][]byte{[]byte("Correct-Horse-7")}, [][]byte{e.Salt})
		if err != nil || !bytes.Equal(key, e.Key) {
			t.Errorf("%s: %x (%v), want %x", name, key, err, e.Key)
		}
	}
}
