package files

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	sweptTree = "bad\xff/ done line\nbreak/ s/ s/deep/"
	heldTree  = "LOCK TEMP bad\xff/ bad\xff/TEMP done line\nbreak/ line\nbreak/TEMP s/ s/deep/ s/deep/TEMP"
)

func onlyUnixNames(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("the folders' names are not allowed here")
	}
}

func TestADeadRunIsSweptAndALiveOneIsNot(t *testing.T) {
	onlyUnixNames(t)
	dir := filepath.Join(t.TempDir(), "out")
	kill := startHolder(t, dir)
	wantTree(t, dir, heldTree)
	mustOpen(t, dir, Options{}).Close()
	wantTree(t, dir, heldTree)
	kill()
	wantTree(t, dir, heldTree)
	mustOpen(t, dir, Options{}).Close()
	wantTree(t, dir, sweptTree)
}

func TestSweepIsForFoldersThatNoOutputIsWrittenTo(t *testing.T) {
	onlyUnixNames(t)
	dir := filepath.Join(t.TempDir(), "out")
	Sweep(dir) // there is none
	kill := startHolder(t, dir)
	Sweep(dir)
	wantTree(t, dir, heldTree)
	kill()
	Sweep(dir)
	wantTree(t, dir, sweptTree)
}

// Somebody may remove a lock file, as the message of a refused run advises.
func TestTemporariesWithoutALockAreSweptWhenTheyAreOld(t *testing.T) {
	dir := t.TempDir()
	old := time.Now().Add(-foreignAge - time.Hour)
	for _, folder := range []string{".", "s", "other"} {
		os.MkdirAll(filepath.Join(dir, folder), 0o777)
		for _, temp := range []string{tempName(newID(), 1), tempName(newID(), 2)} {
			path := filepath.Join(dir, folder, temp)
			if err := os.WriteFile(path, []byte("part"), 0o666); err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(temp, "-1.tmp") {
				if err := os.Chtimes(path, old, old); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	mustOpen(t, dir, Options{Folders: []string{"s"}}).Close()
	wantTree(t, dir, "TEMP other/ other/TEMP other/TEMP s/ s/TEMP")
}

func TestManySweepersAtOnce(t *testing.T) {
	onlyUnixNames(t)
	dir := t.TempDir()
	startHolder(t, dir)()
	startHolder(t, filepath.Join(dir, "s"))() // its lock is in another folder, so it stays
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			o, err := Open(dir, Options{})
			if err != nil {
				t.Error(err)
				return
			}
			f, err := o.WriteFile("x", nil)
			if err != nil {
				t.Error(err)
				return
			}
			o.Commit([]*Temp{f})
			o.Close()
		})
	}
	wg.Wait()
	got := tree(t, dir)
	if strings.Count(got, "LOCK") != 1 || strings.Count(got, "TEMP") != 4 {
		t.Error(got)
	}
}

// deadRun leaves what a run killed with this lock content leaves, and returns
// the lock's path.
func deadRun(t *testing.T, dir, content string) string {
	t.Helper()
	id := newID()
	lock := filepath.Join(dir, lockName(id))
	os.MkdirAll(filepath.Join(dir, "s"), 0o777)
	for path, c := range map[string]string{lock: content, filepath.Join(dir, tempName(id, 1)): "", filepath.Join(dir, "s", tempName(id, 2)): ""} {
		if err := os.WriteFile(path, []byte(c), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return lock
}

// earlierHead is the first line of a lock file of earlier versions.
func earlierHead(host, boot string) string { return fmt.Sprintf("%q %q\n", host, boot) }

func TestTornLocksAreSwept(t *testing.T) {
	head := earlierHead(self().host, self().boot)
	for content, want := range map[string]string{
		"":                         "s/ s/TEMP",
		head[:len(head)-3]:         "s/ s/TEMP",
		head:                       "s/ s/TEMP",
		head + `"."` + "\n" + `"s`: "s/ s/TEMP",
		head + "garbage\n\"s\"\n":  "s/",
		head + "\"../x\"\n\"/\"\n\"\"\n\"missing\"\n\"s\"\n": "s/",
		"\x00\x00\x00\n\"s\"\n":                              "s/",
	} {
		dir := t.TempDir()
		deadRun(t, dir, content)
		mustOpen(t, dir, Options{}).Close()
		if got := tree(t, dir); got != want {
			t.Errorf("cannot lock %q: left %q, want %q", content, got, want)
		}
	}
}

// Where locks do not reach other machines, a live run on one of them looks
// dead.
func TestARunOfAnotherMachineIsLeftForAWeek(t *testing.T) {
	dir := t.TempDir()
	lock := deadRun(t, dir, earlierHead("elsewhere", "another-boot")+"\"s\"\n")
	mustOpen(t, dir, Options{}).Close()
	wantTree(t, dir, "LOCK TEMP s/ s/TEMP")
	old := time.Now().Add(-foreignAge - time.Hour)
	if err := os.Chtimes(lock, old, old); err != nil {
		t.Fatal(err)
	}
	mustOpen(t, dir, Options{}).Close()
	wantTree(t, dir, "s/")
}

func TestARunOfThisMachineIsKnownByNameOrBoot(t *testing.T) {
	me := self()
	heads := []string{earlierHead(me.host, "another-boot")}
	if me.boot != "" {
		heads = append(heads, earlierHead("a-container", me.boot))
	}
	for _, head := range heads {
		dir := t.TempDir()
		deadRun(t, dir, head)
		mustOpen(t, dir, Options{}).Close()
		wantTree(t, dir, "s/ s/TEMP")
	}
}

func TestSweepTouchesNothingThatIsNotOurs(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "out")
	outside := filepath.Join(base, "outside")
	os.MkdirAll(filepath.Join(outside, "s"), 0o777)
	lock := deadRun(t, dir, earlierHead(self().host, self().boot)+"\"link\"\n")
	id, _ := parseLock(filepath.Base(lock))
	keep := []string{filepath.Join(outside, tempName(id, 3)), filepath.Join(dir, ".fanout-"+id+"-x.tmp"), filepath.Join(dir, tempName(newID(), 1))}
	for _, k := range keep {
		os.WriteFile(k, nil, 0o666)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "link")); err != nil {
		t.Skip(err)
	}
	// A link, a folder and a foreign name that look like locks.
	other := lockName(newID())
	os.Symlink("s", filepath.Join(dir, other))
	os.Mkdir(filepath.Join(dir, lockName(newID())), 0o777)
	mustOpen(t, dir, Options{}).Close()
	for _, k := range keep {
		if _, err := os.Lstat(k); err != nil {
			t.Error(err)
		}
	}
	if _, err := os.Lstat(lock); err == nil {
		t.Error("the dead run's lock is left")
	}
	if _, err := os.Lstat(filepath.Join(dir, other)); err != nil {
		t.Error(err)
	}
}

// A sweeper may remove a lock file between its creation and its locking; the
// run must not go on without one.
func TestOpeningUnderConstantSweeping(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			for range 30 {
				o, err := Open(dir, Options{})
				if err != nil {
					t.Error(err)
					return
				}
				if there, _ := isFile(o.root, lockName(o.id), o.lock); !there {
					t.Error("running without a lock")
				}
				f, err := o.WriteFile(o.id, nil)
				if err != nil {
					t.Error(err)
				} else if _, err := o.Commit([]*Temp{f}); err != nil {
					t.Error(err)
				}
				o.Close()
			}
		})
	}
	wg.Wait()
	if got := tree(t, dir); strings.Contains(got, "LOCK") || strings.Contains(got, "TEMP") || len(strings.Fields(got)) != 180 {
		t.Error(got)
	}
}
