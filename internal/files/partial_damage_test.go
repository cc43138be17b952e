package files

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whatever has happened to output or state, a run goes on with neither unless
// both are as the other left them.
func TestPartialRefusesWhatItCannotTrust(t *testing.T) {
	dir := t.TempDir()
	path, part, state := filepath.Join(dir, "out"), filepath.Join(dir, ".out.fanout-partial"), filepath.Join(dir, ".out.fanout-state")
	rewrite := func(name string, change func(string) string) func() error {
		return func() error {
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			return os.WriteFile(name, []byte(change(string(text))), 0o600)
		}
	}
	replace := func(old, new string) func(string) string {
		return func(s string) string { return strings.Replace(s, old, new, 1) }
	}
	folder := func(name string) func() error {
		return func() error {
			os.Remove(name)
			return os.Mkdir(name, 0o700)
		}
	}
	for name, spoil := range map[string]func() error{
		"bytes lost":         func() error { return os.Truncate(part, 1) },
		"a byte changed":     rewrite(part, replace("one", "onf")),
		"a byte zeroed":      rewrite(part, replace("one", "o\x00e")),
		"bytes moved":        rewrite(part, replace("one ", "ne o")),
		"a byte inserted":    rewrite(part, replace("one ", "o ne ")),
		"output a folder":    folder(part),
		"state cut":          rewrite(state, func(s string) string { return s[:len(s)-9] }),
		"state continued":    rewrite(state, func(s string) string { return s + "\n" }),
		"state in two lines": rewrite(state, replace(",", ",\n")),
		"a nearer offset":    rewrite(state, replace(`"offset":4`, `"offset":3`)),
		"a farther offset":   rewrite(state, replace(`"offset":4`, `"offset":8`)),
		"another state":      rewrite(state, replace(`"state":1`, `"state":2`)),
		"another digest":     rewrite(state, replace(`"digest":"`, `"digest":"0`)),
		"another sum":        rewrite(state, replace(`"sum":"`, `"sum":"0`)),
		"no sum":             rewrite(state, func(s string) string { return s[:strings.Index(s, `,"sum"`)] + "}\n" }),
		"garbage":            rewrite(state, func(string) string { return "{" }),
		"state a folder":     folder(state),
	} {
		unfinished(t, path, "k")
		if err := spoil(); err != nil {
			t.Fatal(err)
		}
		left := tree(t, dir)
		opt := PartialOptions{Perm: 0o600, Key: "k", Resume: true}
		for range 2 {
			if _, _, err := OpenPartial(t.Context(), path, opt); !errors.Is(err, ErrDamaged) {
				t.Errorf("%s: %v, want ErrDamaged", name, err)
			}
			if _, err := InspectPartial(t.Context(), path, opt); !errors.Is(err, ErrDamaged) {
				t.Errorf("%s: inspected: %v, want ErrDamaged", name, err)
			}
		}
		wantTree(t, dir, left)
		p, _ := mustOpenPartial(t, path, PartialOptions{Perm: 0o600, Overwrite: true})
		p.Close()
		wantTree(t, dir, "")
	}
}

func TestPartialGoesOnWithWhatFollowsTheDurableBytes(t *testing.T) {
	for _, tail := range []string{"", "tw", "two \x00\x00", "garbage"} {
		dir := t.TempDir()
		path := filepath.Join(dir, "out")
		unfinished(t, path, "k")
		if err := os.WriteFile(filepath.Join(dir, ".out.fanout-partial"), []byte("one "+tail), 0o600); err != nil {
			t.Fatal(err)
		}
		p, _ := mustOpenPartial(t, path, PartialOptions{Perm: 0o600, Key: "k", Resume: true})
		mustAppend(t, p, "2", 2)
		if err := p.Commit(); err != nil {
			t.Fatal(err)
		}
		wantContent(t, path, "one 2")
	}
}

// Each state vouches for what was written before it, by earlier runs too.
func TestPartialIsCheckedAfterEachOfSeveralRuns(t *testing.T) {
	dir := t.TempDir()
	path, part := filepath.Join(dir, "out"), filepath.Join(dir, ".out.fanout-partial")
	opt := PartialOptions{Perm: 0o600, Key: "k", Resume: true}
	for _, text := range []string{"one ", "two ", "three "} {
		p, _ := mustOpenPartial(t, path, opt)
		mustAppend(t, p, text, text)
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
	}
	u, err := InspectPartial(t.Context(), path, opt)
	if err != nil || string(u.State) != `"three "` {
		t.Fatal(u, err)
	}
	u.Close()
	for _, text := range []string{"One two three ", "one Two three ", "one two Three ", "one two two ", "two one three "} {
		if err := os.WriteFile(part, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := OpenPartial(t.Context(), path, opt); !errors.Is(err, ErrDamaged) {
			t.Errorf("%q: %v, want ErrDamaged", text, err)
		}
	}
}

func TestPartialOfAnotherVersionIsNotTrusted(t *testing.T) {
	for _, state := range []string{`{"version":1,"key":"k","offset":4,"state":1}`, `{"version":3,"news":true}`} {
		dir := t.TempDir()
		path := filepath.Join(dir, "out")
		unfinished(t, path, "k")
		if err := os.WriteFile(filepath.Join(dir, ".out.fanout-state"), []byte(state), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := OpenPartial(t.Context(), path, PartialOptions{Perm: 0o600, Key: "k", Resume: true}); !errors.Is(err, ErrVersion) {
			t.Errorf("%s: %v, want ErrVersion", state, err)
		}
	}
}

// A write that failed may have left a part of its text.
func TestPartialTakesNothingAfterAFailedWrite(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	p, _ := mustOpenPartial(t, path, PartialOptions{Perm: 0o600, Key: "k"})
	mustAppend(t, p, "one ", 1)
	right := p.file
	broken, err := p.root.Open(p.partName())
	if err != nil {
		t.Fatal(err)
	}
	p.file = broken
	if p.Append([]byte("two "), 2) == nil {
		t.Fatal("written to a file that is open for reading")
	}
	broken.Close()
	p.file = right
	if p.Append([]byte("three "), 3) == nil {
		t.Error("appended after a failure")
	}
	if p.Commit() == nil {
		t.Error("committed after a failure")
	}
	p, state := mustOpenPartial(t, path, PartialOptions{Perm: 0o600, Key: "k", Resume: true})
	if state != "1" {
		t.Errorf("went on at %s, want 1", state)
	}
	p.Close()
}

// No text is taken for a state but those that a run writes.
func FuzzState(f *testing.F) {
	for _, s := range []partialState{
		{Version: stateVersion, Key: "k", Offset: 4, Digest: "abc", State: json.RawMessage("1")},
		{Version: stateVersion, State: json.RawMessage(`{"line":1,"rows":2,"broken":[3]}`)},
		{Version: 3},
	} {
		text, err := s.encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"version":1,"key":"k","offset":4,"state":1}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := decodeState(text)
		if err != nil {
			if s.Offset != 0 || s.State != nil {
				t.Errorf("%v, and yet %+v", err, s)
			}
			return
		}
		again, err := s.encode()
		if err != nil || !bytes.Equal(again, text) || s.Offset < 0 || s.Version != stateVersion {
			t.Errorf("%q was taken for %+v: %v", text, s, err)
		}
		for i := range text {
			text[i] ^= 1
			if _, err := decodeState(text); err == nil {
				t.Errorf("taken with byte %d changed: %q", i, text)
			}
			text[i] ^= 1
		}
	})
}
