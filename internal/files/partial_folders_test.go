package files

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestPartialMakesItsFolders(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "new", "deep", "out")
	opt := PartialOptions{Perm: 0o600, Key: "k"}
	if state, err := InspectPartial(t.Context(), path, opt); err != nil || state != nil {
		t.Fatal(state, err)
	}
	wantTree(t, dir, "")
	p, _ := mustOpenPartial(t, path, opt)
	p.Close()
	wantTree(t, dir, "") // nothing was written
	p, _ = mustOpenPartial(t, path, opt)
	mustAppend(t, p, "one ", 1)
	p.Close()
	opt.Resume = true
	p, state := mustOpenPartial(t, path, opt)
	mustAppend(t, p, "two", 2)
	if err := p.Commit(); err != nil || state != "1" {
		t.Fatal(state, err)
	}
	wantTree(t, dir, "new/ new/deep/ new/deep/out")
	wantContent(t, path, "one two")
	for _, d := range []string{"new", "new/deep"} {
		if info, err := os.Stat(filepath.Join(dir, d)); runtime.GOOS != "windows" && (err != nil || info.Mode().Perm() != 0o700) {
			t.Error(d, info.Mode(), err)
		}
	}
	if _, _, err := OpenPartial(t.Context(), filepath.Join(path, "below"), opt); err == nil {
		t.Error("made below a file")
	}
}
