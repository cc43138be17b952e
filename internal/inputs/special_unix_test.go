//go:build unix

package inputs

import (
	"io/fs"
	"slices"
	"syscall"
	"testing"
)

// A walk opens no file: a pipe that nobody writes to would block it.
func TestWalkHandsOverPipesAndDevices(t *testing.T) {
	inTree(t, "in/a.jpg", "in/null -> /dev/null")
	if err := syscall.Mkfifo("in/pipe.jpg", 0o600); err != nil {
		t.Skip(err)
	}
	modes := map[string]fs.FileMode{}
	for e, err := range Walk(t.Context(), Options{Paths: []string{"in"}}) {
		if err != nil || e.Kind != File {
			t.Fatal(e, err)
		}
		modes[e.Rel] = e.Info.Mode().Type()
	}
	want := map[string]fs.FileMode{"a.jpg": 0, "null": fs.ModeDevice | fs.ModeCharDevice, "pipe.jpg": fs.ModeNamedPipe}
	for name, mode := range want {
		if modes[name] != mode {
			t.Errorf("%s: %v, want %v", name, modes[name], mode)
		}
	}
	if got, err := walked(t, Options{Paths: []string{"in/*.jpg"}}); err != nil || !slices.Equal(got, []string{"in/a.jpg", "in/pipe.jpg"}) {
		t.Errorf("%q, %v", got, err)
	}
}
