package files

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestSingleFileAppearsAtCommit(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "new", "report.jsonl")
	f, err := Create(t.Context(), path, 0o600, false)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Discard()
	fmt.Fprint(f, "{}\n")
	wantTree(t, dir, "new/ new/LOCK new/TEMP")
	if f.Name() != path || f.Size() != 3 {
		t.Error(f.Name(), f.Size())
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	if f.Commit() == nil {
		t.Error("committed twice")
	}
	f.Discard()
	wantTree(t, dir, "new/ new/report.jsonl")
	wantContent(t, path, "{}\n")
	if info, _ := os.Stat(path); os.PathSeparator == '/' && info.Mode() != 0o600 {
		t.Error(info.Mode())
	}
}

func TestSingleFileDiscardedLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	f, err := Create(t.Context(), filepath.Join(dir, "new", "a"), 0, false)
	if err != nil {
		t.Fatal(err)
	}
	f.Discard()
	f.Discard()
	if f.Commit() == nil {
		t.Error("committed after discard")
	}
	wantTree(t, dir, "")
}

func TestSingleFileReplacesNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	f, err := Create(t.Context(), path, 0, false)
	if err != nil {
		t.Fatal(err)
	}
	os.WriteFile(path, []byte("theirs"), 0o666)
	var exists *ExistsError
	if err := f.Commit(); !errors.As(err, &exists) || exists.Name != path {
		t.Error(err)
	}
	if _, err := Create(t.Context(), path, 0, false); !errors.As(err, &exists) || exists.Name != path {
		t.Error(err)
	}
	wantTree(t, dir, "a")
	wantContent(t, path, "theirs")
}

func TestSingleFileOverwritesThroughALink(t *testing.T) {
	dir := t.TempDir()
	os.Mkdir(filepath.Join(dir, "d"), 0o777)
	os.WriteFile(filepath.Join(dir, "d", "real"), []byte("old"), 0o666)
	link := filepath.Join(dir, "link")
	if err := os.Symlink(filepath.Join("d", "real"), link); err != nil {
		t.Skip(err)
	}
	f, err := Create(t.Context(), link, 0, true)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(f, "new")
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	wantContent(t, filepath.Join(dir, "d", "real"), "new")
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Error("the link is gone")
	}
	wantTree(t, dir, "d/ d/real link")
}

func TestSingleFileInTheCurrentFolder(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	f, err := Create(t.Context(), "a", 0, true)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	wantTree(t, dir, "a")
}

func TestSingleFileRefusesFolders(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{dir, dir + "/", dir + "/new/", ""} {
		for _, overwrite := range []bool{false, true} {
			if f, err := Create(t.Context(), path, 0, overwrite); err == nil {
				f.Discard()
				t.Errorf("%q accepted", path)
			}
		}
	}
	wantTree(t, dir, "")
}

// Renaming over /dev/null would replace it, for root.
func TestDevicesAreWrittenToAndNotReplaced(t *testing.T) {
	before, err := os.Stat(os.DevNull)
	if err != nil || before.Mode().IsRegular() {
		t.Skip("no device", err)
	}
	for _, overwrite := range []bool{false, true} {
		f, err := Create(t.Context(), os.DevNull, 0, overwrite)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(f, "abc")
		if f.Size() != 3 {
			t.Error(f.Size())
		}
		if err := f.Commit(); err != nil {
			t.Error(err)
		}
	}
	if after, err := os.Stat(os.DevNull); err != nil || after.Mode() != before.Mode() {
		t.Error(after, err)
	}
}
