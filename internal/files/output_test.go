package files

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
)

func TestCommittedFilesAreWholeAndNothingElseIsLeft(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "out")
	o := mustOpen(t, dir, Options{Folders: []string{"a/b", "c"}})
	wantTree(t, dir, "LOCK") // folders are made on demand
	group := []*Temp{mustWrite(t, o, "top", "1"), mustWrite(t, o, "a/b/deep", "22"), mustWrite(t, o, filepath.Join("c", "x"), "")}
	wantTree(t, dir, "LOCK TEMP a/ a/b/ a/b/TEMP c/ c/TEMP")
	if group[1].Size() != 2 || group[1].name != filepath.Join(dir, "a/b/deep") {
		t.Error(group[1].Size(), group[1].name)
	}
	mustCommit(t, o, group...)
	wantTree(t, dir, "LOCK a/ a/b/ a/b/deep c/ c/x top")
	if err := o.Close(); err != nil {
		t.Error(err)
	}
	if err := o.Close(); err != nil {
		t.Error("second close:", err)
	}
	wantTree(t, dir, "a/ a/b/ a/b/deep c/ c/x top")
	wantContent(t, filepath.Join(dir, "a/b/deep"), "22")
}

func TestPermissionIsTheOneAskedFor(t *testing.T) {
	if os.PathSeparator == '\\' {
		t.Skip("no permission bits")
	}
	dir := filepath.Join(t.TempDir(), "out")
	o := mustOpen(t, dir, Options{Perm: 0o600, Folders: []string{"sub"}})
	mustCommit(t, o, mustWrite(t, o, "sub/secret", "x"))
	for name, want := range map[string]fs.FileMode{"": fs.ModeDir | 0o700, "sub": fs.ModeDir | 0o700, "sub/secret": 0o600} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode() != want {
			t.Errorf("%q: %v %v, want %v", name, info.Mode(), err, want)
		}
	}
}

// Eight runs race for each of 40 names; each way to commit without clobbering
// that is atomic must have one winner.
func TestDiscardLeavesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	o := mustOpen(t, dir, Options{Folders: []string{"s"}})
	closed, open := mustWrite(t, o, "s/a", "1"), (*Temp)(nil)
	open, err := o.Create("s/b")
	if err != nil {
		t.Fatal(err)
	}
	closed.Discard()
	closed.Discard()
	open.Discard()
	wantTree(t, dir, "LOCK s/")
	results, err := o.Commit([]*Temp{closed, mustWrite(t, o, "s/c", "3")})
	if err == nil || results[0] != err || results[1] != nil {
		t.Error(results, err)
	}
	wantTree(t, dir, "LOCK s/ s/c")
}

func TestCloseDiscardsWhatWasNotCommitted(t *testing.T) {
	dir := t.TempDir()
	o := mustOpen(t, dir, Options{Folders: []string{"s"}})
	mustCommit(t, o, mustWrite(t, o, "a", "1"))
	mustWrite(t, o, "s/b", "2")
	f, err := o.Create("c")
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Close(); err != nil {
		t.Error(err)
	}
	wantTree(t, dir, "a")
	f.Discard()
	if _, err := f.Write([]byte("x")); !errors.Is(err, fs.ErrClosed) {
		t.Error(err)
	}
	if _, err := o.Create("d"); !errors.Is(err, fs.ErrClosed) {
		t.Error(err)
	}
	if _, err := o.Commit([]*Temp{f}); err == nil {
		t.Error("committed after close")
	}
}

func TestCloseRemovesTheEmptyFoldersItMadeAndNoOthers(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "x", "out")
	o := mustOpen(t, dir, Options{Folders: []string{"s/t", "full", "theirs/mine"}})
	os.Mkdir(filepath.Join(dir, "theirs"), 0o777)
	for _, f := range []string{"s/t/a", "full/a", "theirs/mine/a"} {
		mustWrite(t, o, f, "")
	}
	os.WriteFile(filepath.Join(dir, "full", "stranger"), nil, 0o666)
	o.Close()
	wantTree(t, base, "x/ x/out/ x/out/full/ x/out/full/stranger x/out/theirs/")

	dir = filepath.Join(base, "y", "out")
	o = mustOpen(t, dir, Options{Folders: []string{"s/t"}})
	mustWrite(t, o, "s/t/a", "")
	o.Close()
	wantTree(t, base, "x/ x/out/ x/out/full/ x/out/full/stranger x/out/theirs/")
}

func TestTwoRunsShareAFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	a := mustOpen(t, dir, Options{Folders: []string{"s"}})
	fa := mustWrite(t, a, "s/a", "a")
	b := mustOpen(t, dir, Options{Folders: []string{"s"}})
	fb := mustWrite(t, b, "s/b", "b")
	wantTree(t, dir, "LOCK LOCK s/ s/TEMP s/TEMP")
	mustCommit(t, a, fa)
	a.Close()
	mustCommit(t, b, fb)
	b.Close()
	wantTree(t, dir, "s/ s/a s/b")
}

// Runs that write nothing remove the folders that they made, while others are
// about to use them.
func TestFoldersThatVanishAreMadeAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x", "out")
	var wg sync.WaitGroup
	var kept atomic.Int32
	for r := range 4 {
		wg.Go(func() {
			for i := range 25 {
				o, err := Open(dir, Options{Folders: []string{"s"}})
				if err != nil {
					t.Error(err)
					return
				}
				f, err := o.WriteFile(fmt.Sprintf("s/%d-%d", r, i), nil)
				if err != nil {
					t.Error(err)
				} else if r == 0 && i == 20 {
					mustCommit(t, o, f)
					kept.Add(1)
				}
				if err := o.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	wantTree(t, dir, "s/ s/0-20")
}

func TestNamesThatLeaveTheFolderAreRefused(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "out")
	for _, f := range []string{"..", "../x", "/x", ""} {
		if o, err := Open(dir, Options{Folders: []string{f}}); err == nil {
			o.Close()
			t.Errorf("folder %q accepted", f)
		}
	}
	o := mustOpen(t, dir, Options{Folders: []string{"s"}})
	for _, name := range []string{"../x", "/x", "s/../../x", "", ".", "s/", "unannounced/x", lockName(newID()), "s/" + tempName(newID(), 7)} {
		if _, err := o.Create(name); !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("%q: %v", name, err)
		}
	}
	o.Close()
	wantTree(t, base, "")
}

func TestLinksThatLeaveTheFolderAreRefused(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "out")
	os.MkdirAll(filepath.Join(dir, "real"), 0o777)
	os.Mkdir(filepath.Join(base, "outside"), 0o777)
	for link, to := range map[string]string{"bad": "../outside", "abs": filepath.Join(base, "outside"), "good": "real", "file": "../outside/f"} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Skip(err)
		}
	}
	o := mustOpen(t, dir, Options{Folders: []string{"bad", "bad/deeper", "abs", "good", "file"}})
	for _, name := range []string{"bad/x", "bad/deeper/x", "abs/x", "file/x"} {
		_, err := o.Create(name)
		if err == nil || !strings.Contains(err.Error(), "out") {
			t.Errorf("%q: %v", name, err)
		}
	}
	mustCommit(t, o, mustWrite(t, o, "good/x", "1"))
	results, err := o.Commit([]*Temp{mustWrite(t, o, "file", "2")})
	if !errors.Is(results[0], fs.ErrExist) || err != nil {
		t.Error(results, err)
	}
	o.Close()
	wantTree(t, base, "out/ out/abs out/bad out/file out/good out/real/ out/real/x outside/")
}

func TestAFileInTheWayOfAFolderIsNamed(t *testing.T) {
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "s"), nil, 0o666)
	o := mustOpen(t, dir, Options{Folders: []string{"s/t"}})
	_, err := o.Create("s/t/x")
	if want := fmt.Sprintf("cannot create %q: not a directory", filepath.Join(dir, "s")); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if _, err := Open(filepath.Join(dir, "s"), Options{}); !errors.Is(err, syscall.ENOTDIR) {
		t.Error(err)
	}
}

// One file's error leaves the others of its group alone, and is told apart.
func TestOwnNamesAreKnown(t *testing.T) {
	id := newID()
	for name, want := range map[string]bool{
		lockName(id): true, tempName(id, 1): true, tempName(id, 1<<63): true,
		".fanout-" + id + "-.tmp": false, ".fanout-" + id + ".tmp": false, ".fanout-" + id + "-x.tmp": false, ".fanout-" + id[1:] + ".lock": false,
		".fanout-" + strings.ToUpper("abcdef0123456789") + ".lock": false, "fanout-" + id + ".lock": false, ".fanout-.lock": false, "": false, "a.jpg": false,
	} {
		if IsOwn(name) != want {
			t.Errorf("IsOwn(%q) is not %v", name, want)
		}
	}
}
