package files

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// failOnce fails the sync of that number, as a system does that then forgets
// what it could not write.
func failOnce(number int) syncer {
	calls := 0
	return func(f *os.File) error {
		calls++
		if calls == number {
			return &os.PathError{Op: "sync", Path: f.Name(), Err: syscall.EIO}
		}
		return f.Sync()
	}
}

// failFolder fails the first sync of that folder.
func failFolder(dir string) syncer {
	failed := false
	return func(f *os.File) error {
		if !failed && filepath.Clean(f.Name()) == dir {
			failed = true
			return syscall.EIO
		}
		return f.Sync()
	}
}

func wantSyncError(t *testing.T, err error, name string) {
	t.Helper()
	lost := (*SyncError)(nil)
	if !errors.As(err, &lost) || lost.Name != name || !errors.Is(err, syscall.EIO) {
		t.Errorf("error %v, want a SyncError of %q", err, name)
	}
}

// A sync has three steps: of the output, of the state, and of the folder. None
// is taken to be done by a later one.
func TestPartialIsNeverDurableAfterAFailedSync(t *testing.T) {
	for step := 1; step <= 3; step++ {
		if step == 3 && !canSyncFolders {
			continue
		}
		dir := t.TempDir()
		path := filepath.Join(dir, "out")
		p, _ := mustOpenPartial(t, path, PartialOptions{Perm: 0o600, Key: "k"})
		mustAppend(t, p, "one ", 1)
		if err := p.sync(); err != nil {
			t.Fatal(err)
		}
		mustAppend(t, p, "two ", 2)
		p.fsync = failOnce(step)
		for range 2 {
			wantSyncError(t, p.sync(), path)
		}
		p.synced = p.synced.Add(-syncInterval)
		wantSyncError(t, p.Append([]byte("three"), 3), path)
		wantSyncError(t, p.Commit(), path)
		if _, err := os.Lstat(path); err == nil {
			t.Errorf("step %d: committed", step)
		}
		p, state := mustOpenPartial(t, path, PartialOptions{Perm: 0o600, Key: "k", Resume: true})
		// The state that names more has not got its name by the second step; by
		// the third it has, and what it names is durable.
		if want := []string{"1", "1", "2"}[step-1]; state != want {
			t.Errorf("step %d: went on at %s, want %s", step, state, want)
		}
		p.Close()
	}
}

func TestPartialIsNotCommittedWithoutASync(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	p, _ := mustOpenPartial(t, path, PartialOptions{Perm: 0o600, Key: "k"})
	mustAppend(t, p, "all", 1)
	p.fsync = failOnce(1)
	wantSyncError(t, p.Commit(), path)
	wantTree(t, dir, ".out.fanout-partial") // Close has not taken it to be durable
	if _, state := mustOpenPartial(t, path, PartialOptions{Perm: 0o600, Key: "k", Resume: true}); state != "" {
		t.Errorf("went on at %s", state)
	}
}

func TestPartialWithItsNameIsNotCalledDurableWithoutASync(t *testing.T) {
	if !canSyncFolders {
		t.Skip("folders are not synced")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	p, _ := mustOpenPartial(t, path, PartialOptions{Perm: 0o600, Key: "k"})
	mustAppend(t, p, "all", 1)
	p.fsync = failOnce(2)
	wantSyncError(t, p.Commit(), path)
	wantTree(t, dir, "out") // and no state
}

func TestFileIsNotCommittedWithoutASync(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "report")
	f, err := Create(t.Context(), path, 0, false)
	if err != nil {
		t.Fatal(err)
	}
	f.Write([]byte("all"))
	f.out.fsync = failOnce(1)
	wantSyncError(t, f.Commit(), path)
	if err := f.Commit(); err == nil {
		t.Error("committed the second time")
	}
	wantTree(t, dir, "")
}

func TestOneFailedSyncKeepsTheOthersOfItsGroup(t *testing.T) {
	dir := t.TempDir()
	o := mustOpen(t, dir, Options{})
	group := []*Temp{mustWrite(t, o, "a", "a"), mustWrite(t, o, "b", "b"), mustWrite(t, o, "c", "c")}
	tmp := filepath.Base(group[1].tmp)
	o.fsync = func(f *os.File) error {
		if strings.HasSuffix(f.Name(), tmp) {
			return syscall.EIO
		}
		return f.Sync()
	}
	results, err := o.Commit(group)
	wantSyncError(t, err, filepath.Join(dir, "b"))
	if results[0] != nil || results[2] != nil {
		t.Errorf("the others: %v", results)
	}
	o.fsync = nil
	if again, _ := o.Commit(group[1:2]); again[0] == nil {
		t.Error("committed the second time")
	}
	wantTree(t, dir, "LOCK a c")
}

// The entries of files that a failed sync has lost are not found by a later
// sync of the folder, nor is the entry of a new folder.
func TestFolderIsNeverDurableAfterAFailedSync(t *testing.T) {
	if !canSyncFolders {
		t.Skip("folders are not synced")
	}
	dir := t.TempDir()
	o := mustOpen(t, dir, Options{Folders: []string{"new", "other"}})
	o.fsync = failFolder(dir)
	for _, name := range []string{"new/a", "new/b"} {
		_, err := o.Commit([]*Temp{mustWrite(t, o, name, "x")})
		wantSyncError(t, err, dir)
	}
	_, err := o.Commit([]*Temp{mustWrite(t, o, "c", "x")})
	wantSyncError(t, err, dir)
}

// A run that was killed may have made a folder without syncing its entry.
func TestFolderThatWasThereIsMadeDurableOnce(t *testing.T) {
	if !canSyncFolders {
		t.Skip("folders are not synced")
	}
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "x/y"), 0o777); err != nil {
		t.Fatal(err)
	}
	o := mustOpen(t, dir, Options{Folders: []string{"x/y"}})
	var mu sync.Mutex
	synced := map[string]int{}
	o.fsync = func(f *os.File) error {
		mu.Lock()
		synced[filepath.Clean(f.Name())]++
		mu.Unlock()
		return f.Sync()
	}
	for _, name := range []string{"x/y/a", "x/y/b"} {
		mustCommit(t, o, mustWrite(t, o, name, "x"))
	}
	if synced[dir] != 1 || synced[filepath.Join(dir, "x")] != 1 || synced[filepath.Join(dir, "x/y")] != 2 {
		t.Errorf("synced: %v", synced)
	}
}
