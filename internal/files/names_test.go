package files

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"unicode/utf8"
)

// longNames are names of 100 to 255 bytes, of letters of one byte and of more.
func longNames() (names []string) {
	for n := 100; n <= maxName; n++ {
		names = append(names, strings.Repeat("x", n), strings.Repeat("x", n%3)+strings.Repeat("€", n/3), strings.Repeat("x", n%4)+strings.Repeat("😀", n/4))
	}
	return names
}

func TestWhatBelongsToAnOutputHasANameThatFits(t *testing.T) {
	seen := map[string]string{}
	for _, base := range longNames() {
		p := Partial{base: base}
		names := append(PartialNames(base)[1:], p.lockName(), p.lockName()+"-"+newID()+"-"+newID()+"-"+newID())
		for _, name := range names {
			if len(name) > maxName || !utf8.ValidString(name) || !strings.HasPrefix(name, ".") || slices.Contains(names, base) {
				t.Errorf("%q has %q, of %d bytes", base, name, len(name))
			}
			if other := seen[name]; other != "" && other != base {
				t.Errorf("%q is of %q and %q", name, base, other)
			}
			seen[name] = base
		}
		if got := p.partName(); len(base) <= longBase && got != "."+base+".fanout-partial" {
			t.Errorf("%q has %q, though its own name fits", base, got)
		}
		if !IsOwn(p.lockName()) || IsOwn(base) || IsOwn(p.partName()) {
			t.Errorf("%q: which names are ours?", base)
		}
	}
}

func TestOutputsMayHaveLongNames(t *testing.T) {
	for _, base := range []string{strings.Repeat("x", 237), strings.Repeat("x", 238), strings.Repeat("x", 247), strings.Repeat("x", maxName), strings.Repeat("€", maxName/3)} {
		dir := t.TempDir()
		path := filepath.Join(dir, base)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Skip(err)
		}
		os.Remove(path)
		opt := PartialOptions{Perm: 0o600, Key: "k", Resume: true, flock: noLocks}
		for _, text := range []string{"one ", "two ", "three"} {
			p, _ := mustOpenPartial(t, path, opt)
			mustAppend(t, p, text, text)
			if err := p.Close(); err != nil {
				t.Fatal(err)
			}
		}
		p, state := mustOpenPartial(t, path, opt)
		if err := p.Commit(); err != nil || state != `"three"` {
			t.Errorf("%d bytes: %s, %v", len(base), state, err)
		}
		wantContent(t, path, "one two three")
		wantTree(t, dir, base)
		os.Remove(path)

		o := mustOpen(t, dir, Options{})
		mustCommit(t, o, mustWrite(t, o, base, "x"))
		o.Close()
		wantTree(t, dir, base)
	}
	_, _, err := OpenPartial(t.Context(), filepath.Join(t.TempDir(), strings.Repeat("x", maxName+1)), PartialOptions{Perm: 0o600})
	if !errors.Is(err, syscall.ENAMETOOLONG) {
		t.Errorf("of %d bytes: %v", maxName+1, err)
	}
}

func TestNamesOfOthersAreNotOurs(t *testing.T) {
	for _, name := range []string{"", ".", "x", ".fanout-lock", "x.fanout-lock", ".x.fanout-lock-", ".x.fanout-lock-0123", ".x.fanout-lock-0123456789ABCDEF", "-0123456789abcdef", "torn", ".x.fanout-lock.txt"} {
		if IsOwn(name) {
			t.Errorf("%q is not ours", name)
		}
	}
	for _, name := range []string{".x.fanout-lock", ".x.fanout-lock-0123456789abcdef", ".x.fanout-lock-torn-0123456789abcdef"} {
		if !IsOwn(name) {
			t.Errorf("%q is ours", name)
		}
	}
}
