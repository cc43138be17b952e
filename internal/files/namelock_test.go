package files

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const heldName = ".out.fanout-lock"

// leaveName leaves the lock of a process.
func leaveName(t *testing.T, dir, name string, o owner) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), fmt.Appendf(nil, "%s%q\n", o.line(), newID()), 0o600); err != nil {
		t.Fatal(err)
	}
}

func mustOpenRoot(t *testing.T, dir string) *os.Root {
	t.Helper()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return root
}

func TestANameLockHasOneHolder(t *testing.T) {
	dir := t.TempDir()
	root := mustOpenRoot(t, dir)
	l, err := takeName(root, heldName)
	if err != nil {
		t.Fatal(err)
	}
	var busy *BusyError
	if _, err := takeName(root, heldName); !errors.As(err, &busy) || !errors.Is(err, ErrBusy) ||
		!busy.Sure || busy.PID != os.Getpid() || busy.File != filepath.Join(dir, heldName) {
		t.Errorf("taken twice: %v", err)
	}
	wantTree(t, dir, heldName)
	l.release()
	wantTree(t, dir, "")
	if l, err = takeName(root, heldName); err != nil {
		t.Error(err)
	}
	l.release()
}

// A dead process may have got as far as to be taking over from another.
func TestANameLockIsTakenOverFromTheDeadOnly(t *testing.T) {
	gone := deadOwner(t)
	for name, c := range map[string]struct {
		owners []owner // of the lock, of the one that takes it over, and so on
		sure   bool
		busy   bool
	}{
		"dead":                 {owners: []owner{gone}},
		"dead in taking":       {owners: []owner{gone, gone}},
		"dead in taking twice": {owners: []owner{gone, gone, gone}},
		"alive":                {owners: []owner{thisProcess()}, sure: true, busy: true},
		"alive in taking":      {owners: []owner{gone, thisProcess()}, sure: true, busy: true},
		"another machine's":    {owners: []owner{foreignOwner()}, busy: true},
	} {
		dir := t.TempDir()
		root := mustOpenRoot(t, dir)
		at := heldName
		for _, o := range c.owners {
			leaveName(t, dir, at, o)
			held, _ := readHolder(root, at)
			at += "-" + held.token
		}
		l, err := takeName(root, heldName)
		var busy *BusyError
		if (err != nil) != c.busy || c.busy && (!errors.As(err, &busy) || busy.Sure != c.sure) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			l.sweepNames()
			l.release()
			wantTree(t, dir, "")
		}
	}
}

func TestANameLockOfWhichNothingIsKnownIsTakenOverInTime(t *testing.T) {
	for content, age := range map[string]time.Duration{
		foreignOwner().line() + "\"0123456789abcdef\"\n": foreignAge,
		"":              tornAge,
		"garbage":       tornAge,
		"\x00\n\"x\"\n": tornAge,
	} {
		dir := t.TempDir()
		root := mustOpenRoot(t, dir)
		path := filepath.Join(dir, heldName)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := takeName(root, heldName); !errors.Is(err, ErrBusy) {
			t.Errorf("%q: %v", content, err)
		}
		then := time.Now().Add(-age - time.Hour)
		if err := os.Chtimes(path, then, then); err != nil {
			t.Fatal(err)
		}
		l, err := takeName(root, heldName)
		if err != nil {
			t.Errorf("%q: after a time: %v", content, err)
		}
		l.release()
		wantTree(t, dir, "")
	}
}

// Of many who find the lock of a dead process at the same time one gets it.
func TestOneOfManyTakesANameLockOver(t *testing.T) {
	gone := deadOwner(t)
	for range 100 {
		dir := t.TempDir()
		root := mustOpenRoot(t, dir)
		leaveName(t, dir, heldName, gone)
		var won atomic.Int32
		var wg sync.WaitGroup
		start := make(chan struct{})
		var winner *nameLock
		for range 8 {
			wg.Go(func() {
				<-start
				l, err := takeName(root, heldName)
				switch {
				case err == nil:
					won.Add(1)
					winner = l
				case !errors.Is(err, ErrBusy):
					t.Error(err)
				}
			})
		}
		close(start)
		wg.Wait()
		if won.Load() != 1 {
			t.Fatalf("%d have it", won.Load())
		}
		winner.sweepNames()
		winner.release()
		if got := tree(t, dir); got != "" {
			t.Errorf("left: %s", got)
		}
	}
}

func TestTheKernelsLocksAreNotNeededForOneWriter(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	opt := PartialOptions{Perm: 0o600, Key: "k", flock: noLocks}
	p, _ := mustOpenPartial(t, path, opt)
	mustAppend(t, p, "ours", 1)
	wantTree(t, dir, ".out.fanout-lock .out.fanout-partial")
	for _, other := range []PartialOptions{{}, {Resume: true}, {Overwrite: true}, {flock: noLocks}, {flock: noLocks, Overwrite: true}, {flock: noLocks, Resume: true}} {
		other.Perm, other.Key = 0o600, "k"
		var busy *BusyError
		if _, _, err := OpenPartial(t.Context(), path, other); !errors.As(err, &busy) || busy.PID != os.Getpid() {
			t.Errorf("%+v: %v", other, err)
		}
		if _, err := InspectPartial(t.Context(), path, other); !errors.As(err, &busy) {
			t.Errorf("%+v: inspected: %v", other, err)
		}
	}
	if err := p.Commit(); err != nil {
		t.Fatal(err)
	}
	wantTree(t, dir, "out")
	wantContent(t, path, "ours")
}

func TestADeadRunBlocksNoneWithoutTheKernelsLocks(t *testing.T) {
	gone := deadOwner(t)
	for _, locks := range []locker{nil, noLocks} {
		dir := t.TempDir()
		path := filepath.Join(dir, "out")
		unfinished(t, path, "k")
		leaveName(t, dir, heldName, gone)
		p, state := mustOpenPartial(t, path, PartialOptions{Perm: 0o600, Key: "k", Resume: true, flock: locks})
		mustAppend(t, p, "two", 2)
		if err := p.Commit(); err != nil || state != "1" {
			t.Error(state, err)
		}
		wantTree(t, dir, "out")
		wantContent(t, path, "one two")

		// One that was killed in the last moment.
		leaveName(t, dir, heldName, gone)
		if err := SweepPartial(path, PartialOptions{flock: locks}); err != nil {
			t.Error(err)
		}
		wantTree(t, dir, "out")
	}
}

// A run that has lost against another leaves no trace of itself.
func TestALoserMakesNoOutputWithoutTheKernelsLocks(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	leaveName(t, dir, heldName, foreignOwner())
	_, _, err := OpenPartial(t.Context(), path, PartialOptions{Perm: 0o600, flock: noLocks})
	if err == nil || !strings.Contains(err.Error(), `process 1 on "elsewhere"`) || !strings.Contains(err.Error(), "whether it lives cannot be known from here") {
		t.Error(err)
	}
	wantTree(t, dir, heldName)
}
