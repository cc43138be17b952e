package files

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
)

// holding returns a function for Adopt that wants that content.
func holding(content string) func(*os.File, fs.FileInfo) (bool, error) {
	return func(f *os.File, _ fs.FileInfo) (bool, error) {
		data, err := io.ReadAll(f)
		return string(data) == content, err
	}
}

func TestAdoptTakesOnlyAFileThatHoldsTheSame(t *testing.T) {
	dir := t.TempDir()
	o := mustOpen(t, dir, Options{})
	write := func(rel, content string) {
		t.Helper()
		os.MkdirAll(filepath.Dir(filepath.Join(dir, rel)), 0o777)
		if err := os.WriteFile(filepath.Join(dir, rel), []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("sub/deep/a", "same")
	write("b", "other")
	if err := os.Symlink("sub/deep/a", filepath.Join(dir, "link")); err != nil {
		t.Skip(err)
	}
	for rel, want := range map[string]bool{"sub/deep/a": true, "b": false, "link": false, "sub": false} {
		if info, err := o.Adopt(rel, holding("same")); err != nil || (info != nil) != want || want && info.Size() != 4 {
			t.Errorf("%s: %v, %v", rel, info, err)
		}
	}
	for _, rel := range []string{"none", "../x"} {
		if info, err := o.Adopt(rel, holding("same")); info != nil || err == nil {
			t.Errorf("%s: %v, %v", rel, info, err)
		}
	}
}

// The file is synced, and every folder that a killed run may have made.
func TestAdoptVouchesForNothingThatCannotBeSynced(t *testing.T) {
	for step := 1; step <= 5; step++ {
		dir := t.TempDir()
		os.MkdirAll(dir+"/x/y", 0o777)
		os.WriteFile(dir+"/x/y/a", []byte("same"), 0o666)
		o := mustOpen(t, dir, Options{})
		var calls atomic.Int64
		o.fsync = func(f *os.File) error {
			if calls.Add(1) == int64(step) {
				return syscall.EIO
			}
			return f.Sync()
		}
		info, err := o.Adopt("x/y/a", holding("same"))
		if failed := step <= 4; failed != errors.As(err, new(*SyncError)) || failed != (info == nil) {
			t.Errorf("sync %d fails: %v, %v", step, info, err)
		}
	}
}
