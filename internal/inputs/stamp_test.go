package inputs

import (
	"errors"
	"io/fs"
	"os"
	"testing"
	"time"
)

func TestStampTellsChangedFiles(t *testing.T) {
	inTree(t, "a", "folder/")
	info, err := os.Stat("a")
	if err != nil {
		t.Fatal(err)
	}
	stamp := StampOf(info)
	if err := stamp.Check(os.Stat("a")); err != nil {
		t.Errorf("unchanged: %v", err)
	}
	if err := stamp.Check(os.Stat("folder")); err != ErrChanged {
		t.Errorf("a folder in its place: %v", err)
	}
	if err := stamp.Check(os.Stat("b")); !errors.Is(err, fs.ErrNotExist) || err.Error() != "no such file or directory" {
		t.Errorf("gone: %v", err)
	}
	if err := os.WriteFile("a", []byte("longer"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes("a", stamp.ModTime, stamp.ModTime); err != nil {
		t.Fatal(err)
	}
	if err := stamp.Check(os.Stat("a")); err != ErrChanged {
		t.Errorf("another size: %v", err)
	}
	stamp.Size = 6
	if err := stamp.Check(os.Stat("a")); err != nil {
		t.Errorf("the same again: %v", err)
	}
	later := stamp.ModTime.Add(time.Second)
	if err := os.Chtimes("a", later, later); err != nil {
		t.Fatal(err)
	}
	if err := stamp.Check(os.Stat("a")); err != ErrChanged {
		t.Errorf("another time: %v", err)
	}
}
