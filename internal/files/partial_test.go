package files

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func mustOpenPartial(t *testing.T, path string, opt PartialOptions) (*Partial, string) {
	t.Helper()
	p, state, err := OpenPartial(t.Context(), path, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p, string(state)
}

func mustAppend(t *testing.T, p *Partial, text string, state any) {
	t.Helper()
	if err := p.Append([]byte(text), state); err != nil {
		t.Fatal(err)
	}
}

// kill ends p as a killed process would: nothing more is synced or removed.
func kill(p *Partial) {
	p.file.Close()
	p.root.Close()
	p.root = nil
}

// unfinished leaves "one " with state 1 durable, and "two " appended after it.
func unfinished(t *testing.T, path, key string) {
	t.Helper()
	p, _ := mustOpenPartial(t, path, PartialOptions{Perm: 0o600, Key: key})
	mustAppend(t, p, "one ", 1)
	if err := p.sync(); err != nil {
		t.Fatal(err)
	}
	mustAppend(t, p, "two ", 2)
	kill(p)
}

func TestPartialBecomesTheOutput(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	p, state := mustOpenPartial(t, path, PartialOptions{Perm: 0o600, Key: "k"})
	mustAppend(t, p, "all", 1)
	wantTree(t, dir, ".out.fanout-partial")
	if err := p.Commit(); err != nil || state != "" {
		t.Fatal(state, err)
	}
	wantTree(t, dir, "out")
	wantContent(t, path, "all")
	if info, err := os.Stat(path); runtime.GOOS != "windows" && (err != nil || info.Mode().Perm() != 0o600) {
		t.Error(info.Mode(), err)
	}
}

func TestPartialGoesOnAfterAKill(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	unfinished(t, path, "k")
	p, state := mustOpenPartial(t, path, PartialOptions{Perm: 0o600, Key: "k", Resume: true})
	if state != "1" {
		t.Errorf("state %s, want 1", state)
	}
	mustAppend(t, p, "zwei", 2)
	p.Close() // an orderly interruption keeps all
	p, state = mustOpenPartial(t, path, PartialOptions{Perm: 0o600, Key: "k", Resume: true})
	if state != "2" {
		t.Errorf("state %s, want 2", state)
	}
	if err := p.Commit(); err != nil {
		t.Fatal(err)
	}
	wantTree(t, dir, "out")
	wantContent(t, path, "one zwei")
}

func TestPartialKeptUnlessToldOtherwise(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	unfinished(t, path, "k")
	for _, c := range []struct {
		opt  PartialOptions
		want error
	}{
		{PartialOptions{Key: "k"}, ErrUnfinished},
		{PartialOptions{Key: "other", Resume: true}, ErrOtherRun},
		{PartialOptions{Key: "k", Resume: true}, nil},
	} {
		c.opt.Perm = 0o600
		if _, err := InspectPartial(t.Context(), path, c.opt); !errors.Is(err, c.want) {
			t.Errorf("%+v: look says %v, want %v", c.opt, err, c.want)
		}
		p, _, err := OpenPartial(t.Context(), path, c.opt)
		if !errors.Is(err, c.want) {
			t.Errorf("%+v: %v, want %v", c.opt, err, c.want)
		}
		if err == nil {
			kill(p)
		}
	}
	p, state := mustOpenPartial(t, path, PartialOptions{Perm: 0o600, Key: "other", Overwrite: true})
	if state != "" || p.offset != 0 {
		t.Errorf("--overwrite went on at %d with %s", p.offset, state)
	}
	kill(p)
	if _, state := mustOpenPartial(t, path, PartialOptions{Perm: 0o600, Key: "k", Resume: true}); state != "" {
		t.Errorf("an old state met new content: %s", state)
	}
}

func TestPartialRefusesATakenName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	p, _ := mustOpenPartial(t, path, PartialOptions{Perm: 0o600})
	mustAppend(t, p, "ours", 1)
	if err := os.WriteFile(path, []byte("theirs"), 0o666); err != nil {
		t.Fatal(err)
	}
	exists := (*ExistsError)(nil)
	if err := p.Commit(); !errors.As(err, &exists) {
		t.Error("commit:", err)
	}
	if _, _, err := OpenPartial(t.Context(), path, PartialOptions{Perm: 0o600}); !errors.As(err, &exists) {
		t.Error("open:", err)
	}
	wantContent(t, path, "theirs")
	again, state := mustOpenPartial(t, path, PartialOptions{Perm: 0o600, Overwrite: true})
	mustAppend(t, again, "new", 1)
	if err := again.Commit(); err != nil || state != "" {
		t.Error(err, state)
	}
	wantContent(t, path, "new")
}

func TestPartialHasOneWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	p, _ := mustOpenPartial(t, path, PartialOptions{Perm: 0o600})
	mustAppend(t, p, "ours", 1)
	for _, opt := range []PartialOptions{{}, {Resume: true}, {Overwrite: true}} {
		opt.Perm = 0o600
		if _, _, err := OpenPartial(t.Context(), path, opt); !errors.Is(err, ErrBusy) {
			t.Errorf("%+v: %v, want ErrBusy", opt, err)
		}
	}
	if err := p.Commit(); err != nil {
		t.Fatal(err)
	}
	wantContent(t, path, "ours")
}

func TestPartialIsNotWrittenThroughALink(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "victim"), []byte("precious"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("victim", filepath.Join(dir, ".out.fanout-partial")); err != nil {
		t.Skip(err)
	}
	if _, _, err := OpenPartial(t.Context(), filepath.Join(dir, "out"), PartialOptions{Perm: 0o600}); err == nil {
		t.Error("opened through a link")
	}
	wantContent(t, filepath.Join(dir, "victim"), "precious")
}

func TestPartialTakesPermissionsAway(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no permission bits")
	}
	path := filepath.Join(t.TempDir(), "out")
	if err := os.WriteFile(filepath.Join(filepath.Dir(path), ".out.fanout-partial"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	p, _ := mustOpenPartial(t, path, PartialOptions{Perm: 0o600})
	if err := p.Commit(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
}

func TestPartialForgetsTheStateOfAFinishedRun(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	unfinished(t, path, "k")
	// What a kill between the last two steps of Commit leaves.
	if err := os.Rename(filepath.Join(dir, ".out.fanout-partial"), path); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	p, state := mustOpenPartial(t, path, PartialOptions{Perm: 0o600, Key: "k", Resume: true})
	if state != "" {
		t.Errorf("went on at %s with nothing there", state)
	}
	p.Close()
	wantTree(t, dir, "")
}

func TestSweepPartialRemovesOnlyWhatAFinishedRunLeft(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	unfinished(t, path, "k")
	if err := SweepPartial(path, PartialOptions{}); err != nil {
		t.Fatal(err)
	}
	if p, state := mustOpenPartial(t, path, PartialOptions{Perm: 0o600, Key: "k", Resume: true}); state == "" {
		t.Error("an unfinished run was swept")
	} else {
		p.Close()
	}
	if err := os.Rename(filepath.Join(dir, ".out.fanout-partial"), path); err != nil {
		t.Fatal(err)
	}
	if err := SweepPartial(path, PartialOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, ".out.fanout-state")); err == nil {
		t.Error("the state is still there")
	}
}

func TestPartialCanBeResumedOverAnOldOutput(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	opt := PartialOptions{Perm: 0o600, Key: "k", Overwrite: true}
	if err := os.WriteFile(path, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	p, _ := mustOpenPartial(t, path, opt)
	mustAppend(t, p, "one ", 1)
	p.Close()
	wantContent(t, path, "old")
	opt.Resume = true
	other := opt
	other.Key = "other"
	if _, _, err := OpenPartial(t.Context(), path, other); !errors.Is(err, ErrOtherRun) {
		t.Errorf("another key: %v, want ErrOtherRun", err)
	}
	p, state := mustOpenPartial(t, path, opt)
	if state != "1" {
		t.Errorf("state %q, want 1", state)
	}
	mustAppend(t, p, "two", 2)
	if err := p.Commit(); err != nil {
		t.Fatal(err)
	}
	wantContent(t, path, "one two")
	wantTree(t, dir, "out")
}

func TestPartialFollowsALinkThatItMayOverwrite(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "sub", "real"), []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(filepath.Join("sub", "real"), link); err != nil {
		t.Skip(err)
	}
	exists := (*ExistsError)(nil)
	if _, _, err := OpenPartial(t.Context(), link, PartialOptions{Perm: 0o600}); !errors.As(err, &exists) {
		t.Errorf("without leave: %v", err)
	}
	p, _ := mustOpenPartial(t, link, PartialOptions{Perm: 0o600, Overwrite: true})
	mustAppend(t, p, "new", 1)
	if err := p.Commit(); err != nil {
		t.Fatal(err)
	}
	wantContent(t, filepath.Join(dir, "sub", "real"), "new")
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
}

// Others may write to the folder too, and lay files there beforehand.
func TestPartialUsesNoFileThatWasThere(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("an open file cannot be removed")
	}
	dir := t.TempDir()
	victim := filepath.Join(dir, "victim")
	if err := os.WriteFile(victim, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{".out.fanout-partial", ".out.fanout-state-new"} {
		if err := os.Link(victim, filepath.Join(dir, name)); err != nil {
			t.Skip(err)
		}
	}
	p, _ := mustOpenPartial(t, filepath.Join(dir, "out"), PartialOptions{Perm: 0o600})
	mustAppend(t, p, "secret", 1)
	if err := p.sync(); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("victim", filepath.Join(dir, ".out.fanout-state-new")); err != nil {
		t.Fatal(err)
	}
	mustAppend(t, p, "secret", 2)
	if err := p.sync(); err != nil {
		t.Fatal(err)
	}
	wantContent(t, victim, "precious")
	if err := p.Commit(); err != nil {
		t.Fatal(err)
	}
	wantContent(t, victim, "precious")
	wantTree(t, dir, "out victim")
}

func TestPartialLeavesNothingWhereNothingWasDone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	p, _ := mustOpenPartial(t, path, PartialOptions{Perm: 0o600})
	mustAppend(t, p, "", 1)
	if err := p.sync(); err != nil { // as after a second of failures only
		t.Fatal(err)
	}
	p.Close()
	wantTree(t, dir, "")
	if err := os.WriteFile(path, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, _, err := OpenPartial(t.Context(), path, PartialOptions{Perm: 0o600}); err == nil {
		t.Error("opened over an output")
	}
	wantTree(t, dir, "out")
}

func TestInspectPartialTellsALiveRunFromADeadOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	unfinished(t, path, "k")
	if _, err := InspectPartial(t.Context(), path, PartialOptions{Perm: 0o600}); !errors.Is(err, ErrUnfinished) {
		t.Errorf("after a kill: %v, want ErrUnfinished", err)
	}
	p, _ := mustOpenPartial(t, path, PartialOptions{Perm: 0o600, Key: "k", Resume: true})
	if _, err := InspectPartial(t.Context(), path, PartialOptions{Perm: 0o600}); !errors.Is(err, ErrBusy) {
		t.Errorf("while it runs: %v, want ErrBusy", err)
	}
	if err := p.Commit(); err != nil {
		t.Fatal(err)
	}
}
