package files

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

func TestCommitClosesFilesStillOpen(t *testing.T) {
	dir := t.TempDir()
	o := mustOpen(t, dir, Options{})
	f, err := o.Create("a")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(f, "abc")
	mustCommit(t, o, f)
	wantContent(t, filepath.Join(dir, "a"), "abc")
	if _, err := f.Write([]byte("d")); !errors.Is(err, fs.ErrClosed) {
		t.Error(err)
	}
	if _, err := o.Commit([]*Temp{f}); err == nil {
		t.Error("committed twice")
	}
	wantContent(t, filepath.Join(dir, "a"), "abc")
}

func TestCommitReplacesNothing(t *testing.T) {
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "b"), []byte("theirs"), 0o666)
	os.Mkdir(filepath.Join(dir, "d"), 0o777)
	o := mustOpen(t, dir, Options{})
	results, err := o.Commit([]*Temp{mustWrite(t, o, "a", "1"), mustWrite(t, o, "b", "2"), mustWrite(t, o, "a", "3"),
		mustWrite(t, o, "d", "4"), mustWrite(t, o, "c", "5")})
	if err != nil {
		t.Error("a conflict is not the run's error:", err)
	}
	for i, conflict := range []bool{false, true, true, true, false} {
		var exists *ExistsError
		if errors.As(results[i], &exists) != conflict || (results[i] != nil) != conflict {
			t.Errorf("file %d: %v", i, results[i])
		}
	}
	want := fmt.Sprintf("cannot create %q: file already exists", filepath.Join(dir, "b"))
	if results[1].Error() != want || !errors.Is(results[1], fs.ErrExist) {
		t.Errorf("got %q, want %q", results[1], want)
	}
	wantTree(t, dir, "LOCK a b c d/")
	wantContent(t, filepath.Join(dir, "a"), "1")
	wantContent(t, filepath.Join(dir, "b"), "theirs")
}

func TestCommitOverwritesWhenTold(t *testing.T) {
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "b"), []byte("theirs"), 0o666)
	o := mustOpen(t, dir, Options{Overwrite: true})
	mustCommit(t, o, mustWrite(t, o, "b", "ours"))
	wantContent(t, filepath.Join(dir, "b"), "ours")
	wantTree(t, dir, "LOCK b")
}

func TestRacingCommitsHaveOneWinner(t *testing.T) {
	ways := map[string]func(*Output, *Temp) error{
		"chosen": func(o *Output, t *Temp) error { return renameNew(o.root, t.tmp, t.rel, t.unlink) },
		"link":   func(o *Output, t *Temp) error { return linkNew(o.root, t.tmp, t.rel, t.unlink) },
	}
	for way, commit := range ways {
		t.Run(way, func(t *testing.T) {
			dir := t.TempDir()
			const runs, names = 8, 40
			var winners [names]atomic.Int32
			var won [names]atomic.Int32
			var wg sync.WaitGroup
			for r := range runs {
				o := mustOpen(t, dir, Options{})
				wg.Go(func() {
					for n := range names {
						f, err := o.WriteFile(fmt.Sprint(n), bytes.Repeat([]byte{byte(r)}, 100))
						if err != nil {
							t.Error(err)
							return
						}
						switch err := commit(o, f); {
						case err == nil:
							winners[n].Add(1)
							won[n].Store(int32(r))
						case notSupported(err):
							t.Log("not supported here:", err)
							winners[n].Store(-100)
						case !errors.Is(err, fs.ErrExist):
							t.Error(err)
						}
					}
				})
			}
			wg.Wait()
			for n := range names {
				if w := winners[n].Load(); w < 0 {
					t.Skip("not supported by this file system")
				} else if w != 1 {
					t.Errorf("%d winners", w)
				}
				wantContent(t, filepath.Join(dir, fmt.Sprint(n)), strings.Repeat(string(rune(won[n].Load())), 100))
			}
		})
	}
}

func TestEachWayOfRenamingRefusesATakenName(t *testing.T) {
	ways := map[string]func(*Output, *Temp) error{
		"exclusive": func(o *Output, t *Temp) error { return renameWithin(o.root, t.tmp, t.rel) },
		"link":      func(o *Output, t *Temp) error { return linkNew(o.root, t.tmp, t.rel, t.unlink) },
		"look":      func(o *Output, t *Temp) error { return checkAndRename(o.root, t.tmp, t.rel) },
	}
	for way, rename := range ways {
		dir := t.TempDir()
		o := mustOpen(t, dir, Options{})
		if err := rename(o, mustWrite(t, o, "a", "1")); notSupported(err) {
			t.Log(way, "is not supported here:", err)
			continue
		} else if err != nil {
			t.Error(way, err)
		}
		wantTree(t, dir, "LOCK a")
		if err := rename(o, mustWrite(t, o, "a", "2")); !errors.Is(err, fs.ErrExist) {
			t.Error(way, err)
		}
		wantContent(t, filepath.Join(dir, "a"), "1")
	}
}

func TestAGroupIsCommittedFileByFile(t *testing.T) {
	dir := t.TempDir()
	o := mustOpen(t, dir, Options{Folders: []string{"s"}})
	group := []*Temp{mustWrite(t, o, "a", "1"), mustWrite(t, o, "s/b", "2"), mustWrite(t, o, "c", "3")}
	os.Remove(filepath.Join(dir, group[1].tmp))
	os.WriteFile(filepath.Join(dir, "c"), []byte("theirs"), 0o666)
	results, err := o.Commit(group)
	if results[0] != nil || !errors.Is(results[1], fs.ErrNotExist) || err != results[1] || !errors.Is(results[2], fs.ErrExist) {
		t.Error(results, err)
	}
	if strings.Contains(err.Error(), tempSuffix) || !strings.Contains(err.Error(), filepath.Join(dir, "s", "b")) {
		t.Error("wrong name in:", err)
	}
	wantTree(t, dir, "LOCK a c s/")
}

func TestANameThatCannotBeIsTheItemsFailure(t *testing.T) {
	dir := t.TempDir()
	os.Mkdir(filepath.Join(dir, "folder"), 0o777)
	o := mustOpen(t, dir, Options{Overwrite: true})
	group := []*Temp{mustWrite(t, o, strings.Repeat("x", 300), ""), mustWrite(t, o, "folder", ""), mustWrite(t, o, "a", "")}
	results, err := o.Commit(group)
	if runtime.GOOS != "windows" && err != nil {
		t.Error(err)
	}
	if results[0] == nil || results[1] == nil || results[2] != nil {
		t.Error(results)
	}
	wantTree(t, dir, "LOCK a folder/")
}

func TestAFailedWriteCannotBeCommitted(t *testing.T) {
	dir := t.TempDir()
	o := mustOpen(t, dir, Options{})
	f, err := o.Create("a")
	if err != nil {
		t.Fatal(err)
	}
	f.file.Close() // pulls the descriptor away: every later call on it fails
	if _, err := f.Write([]byte("x")); err == nil {
		t.Fatal("written")
	}
	results, err := o.Commit([]*Temp{f})
	if err == nil || results[0] != err || !strings.HasPrefix(err.Error(), "cannot write ") {
		t.Error(results, err)
	}
	wantTree(t, dir, "LOCK")
}

func TestManyWorkersAndGroupsAtOnce(t *testing.T) {
	dir := t.TempDir()
	folders := []string{"f0", "f1/g", "f2/g/h"}
	o := mustOpen(t, dir, Options{Folders: folders})
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			var group []*Temp
			for i := range 30 {
				f, err := o.WriteFile(fmt.Sprintf("%s/%d-%d", folders[i%3], w, i), []byte{byte(i)})
				if err != nil {
					t.Error(err)
					return
				}
				if i%5 == 4 {
					f.Discard()
					continue
				}
				if group = append(group, f); len(group) == 6 {
					if _, err := o.Commit(group); err != nil {
						t.Error(err)
					}
					group = nil
				}
			}
		})
	}
	wg.Wait()
	o.Close()
	if n := len(strings.Fields(tree(t, dir))); n != 8*24+6 {
		t.Errorf("%d names", n)
	}
}
