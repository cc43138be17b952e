package part_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"fanout/chunker"
	"fanout/internal/part"
)

func plan() *part.Plan {
	return &part.Plan{
		Version: "1", Command: "hash", Args: part.Args{"a b", "\xff", "\"<"}, Folder: "/f", Output: "o", Shards: 3, Fingerprint: "x",
		Inputs: []part.Input{{Name: "a", Bytes: 1, Modified: time.Unix(5, 6).UTC()}},
	}
}

// commit commits a part, and fails the test unless that ends as wanted.
func commit(t *testing.T, dir string, shard int, payload string, want part.Race) {
	t.Helper()
	s := chunker.Shard{I: shard, N: 3}
	w, err := part.Create(context.Background(), dir, s, true)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Discard()
	if _, err := io.WriteString(w, payload); err != nil {
		t.Fatal(err)
	}
	race, err := w.Commit(&part.Footer{Command: "hash", Shard: shard, Shards: 3, Fingerprint: "x", Done: 2})
	if err != nil || race != want {
		t.Fatalf("shard %d: %v, %v", shard, race, err)
	}
}

func TestPlanComesBack(t *testing.T) {
	dir := part.Folder(filepath.Join(t.TempDir(), "out/"))
	if _, err := part.ReadPlan(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a plan: %v", err)
	}
	for range 2 {
		if err := part.Join(context.Background(), dir, plan()); err != nil {
			t.Fatal(err)
		}
	}
	got, err := part.ReadPlan(dir)
	if err != nil || !slices.Equal(got.Args, plan().Args) || !got.Inputs[0].Modified.Equal(plan().Inputs[0].Modified) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestOtherPlansAreRefused(t *testing.T) {
	dir := t.TempDir()
	if err := part.Join(context.Background(), dir, plan()); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*part.Plan){
		"that has 3 shards, this has 4":               func(p *part.Plan) { p.Shards = 4 },
		"that was fanout hash, this is fanout resize": func(p *part.Plan) { p.Command = "resize" },
		"that was fanout 1, this is 2":                func(p *part.Plan) { p.Version = "2" },
		"other options or inputs were given":          func(p *part.Plan) { p.Fingerprint = "y" },
		`"a" has changed since`:                       func(p *part.Plan) { p.Fingerprint = "y"; p.Inputs[0].Bytes++ },
		`"b" was not among its inputs`:                func(p *part.Plan) { p.Fingerprint = "y"; p.Inputs[0].Name = "b" },
		`"a" is no longer among the inputs`:           func(p *part.Plan) { p.Fingerprint = "y"; p.Inputs = nil },
	} {
		p := plan()
		change(p)
		other := (*part.OtherPlanError)(nil)
		if err := part.Join(context.Background(), dir, p); !errors.As(err, &other) || other.Text != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

func TestPartIsNeverReplaced(t *testing.T) {
	dir := t.TempDir()
	if err := part.Join(context.Background(), dir, plan()); err != nil {
		t.Fatal(err)
	}
	var slow []*part.Writer
	for range 2 {
		w, err := part.Create(context.Background(), dir, chunker.Shard{I: 2, N: 3}, false)
		if err != nil {
			t.Fatal(err)
		}
		slow = append(slow, w)
	}
	commit(t, dir, 2, "payload", part.Won)
	for i, want := range []part.Race{part.Same, part.Lost} {
		io.WriteString(slow[i], []string{"payload", "another"}[i])
		if race, err := slow[i].Commit(&part.Footer{Shard: 2, Shards: 3}); race != want || err != nil {
			t.Errorf("%v, %v, want %v", race, err, want)
		}
	}
	s, err := part.Scan(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := part.Ranges(s.Missing()); got != "1,3" || s.Done() != 1 || s.Footers[1].Done != 2 {
		t.Errorf("missing %s of %+v", got, s)
	}
	r, err := s.Open(2)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if text, err := io.ReadAll(r); string(text) != "payload" || err != nil || r.Verify(context.Background()) != nil {
		t.Errorf("%q, %v", text, err)
	}
	names, _ := filepath.Glob(filepath.Join(dir, ".*"))
	if len(names) > 0 {
		t.Errorf("left: %q", names)
	}
}

func TestOneOfManyAttemptsWins(t *testing.T) {
	for range 20 {
		dir := t.TempDir()
		var wins sync.Map
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				if err := part.Join(context.Background(), dir, plan()); err != nil {
					t.Error(err)
					return
				}
				w, err := part.Create(context.Background(), dir, chunker.Shard{I: 1, N: 3}, false)
				if err != nil {
					return // there is one already
				}
				defer w.Discard()
				io.WriteString(w, "same")
				if race, err := w.Commit(&part.Footer{Shard: 1, Shards: 3}); err != nil {
					t.Error(err)
				} else if race == part.Won {
					wins.Store(i, true)
				}
			})
		}
		all.Wait()
		n := 0
		wins.Range(func(any, any) bool { n++; return true })
		if n != 1 {
			t.Fatalf("%d attempts have won", n)
		}
	}
}

func TestDamageIsNoticed(t *testing.T) {
	dir := t.TempDir()
	if err := part.Join(context.Background(), dir, plan()); err != nil {
		t.Fatal(err)
	}
	commit(t, dir, 1, "the payload", part.Won)
	name := part.Path(dir, chunker.Shard{I: 1, N: 3})
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	check := func(what string, text []byte) {
		t.Helper()
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := part.Scan(dir)
		if err != nil {
			t.Fatal(what, err)
		}
		if err := s.Verify(context.Background(), func() {}); err != nil {
			t.Fatal(what, err)
		}
		if got := part.Ranges(s.Missing()); got != "1-3" || s.Damaged[1] == nil {
			t.Errorf("%s: missing %s, damage %v", what, got, s.Damaged)
		}
	}
	for i := range whole {
		text := bytes.Clone(whole)
		text[i] ^= 1 << (i % 8)
		check("a bit", text)
		check("a shorter file", whole[:i])
	}
	check("a longer file", append(bytes.Clone(whole), 0))
	if err := os.WriteFile(name, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := part.Scan(dir)
	if err != nil || part.Ranges(s.Missing()) != "2,3" {
		t.Errorf("whole again: %v, %v", s, err)
	}
	if err := os.Rename(name, part.Path(dir, chunker.Shard{I: 2, N: 3})); err != nil {
		t.Fatal(err)
	}
	if s, err = part.Scan(dir); err != nil || s.Damaged[2] == nil {
		t.Errorf("another shard's part: %v, %v", s, err)
	}
}

func TestRangesAreShort(t *testing.T) {
	for want, list := range map[string][]int{"": nil, "3": {3}, "3,7": {7, 3}, "1,2": {1, 2}, "1-3,5-7": {1, 2, 3, 5, 6, 7}} {
		if got := part.Ranges(list); got != want {
			t.Errorf("%v are %q, want %q", list, got, want)
		}
	}
}

func TestMergedIsKnownAgain(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	if part.ReadMerged(dir) != nil {
		t.Error("merged before")
	}
	if err := os.WriteFile(out, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(out)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := part.WriteMerged(context.Background(), dir, &part.Merged{Output: out, Status: 3, Bytes: 1, Modified: info.ModTime()}); err != nil {
			t.Fatal(err)
		}
	}
	if m := part.ReadMerged(dir); m == nil || m.Status != 3 || !m.Stands() {
		t.Errorf("%+v", m)
	}
	if err := os.WriteFile(out, []byte("xy"), 0o600); err != nil {
		t.Fatal(err)
	}
	if part.ReadMerged(dir).Stands() {
		t.Error("another output stands")
	}
}

func FuzzOpen(f *testing.F) {
	dir := f.TempDir()
	w, err := part.Create(context.Background(), dir, chunker.Shard{I: 1, N: 1}, false)
	if err != nil {
		f.Fatal(err)
	}
	io.WriteString(w, "payload")
	if _, err := w.Commit(&part.Footer{Command: "hash", Shard: 1, Shards: 1}); err != nil {
		f.Fatal(err)
	}
	whole, err := os.ReadFile(part.Path(dir, chunker.Shard{I: 1, N: 1}))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte{})
	name := filepath.Join(dir, "fuzzed")
	f.Fuzz(func(t *testing.T, text []byte) {
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := part.Open(name)
		if err != nil {
			return
		}
		defer r.Close()
		if payload, err := io.ReadAll(r); err != nil || len(payload) > len(text) {
			t.Errorf("%d bytes, %v", len(payload), err)
		}
		_ = r.Verify(context.Background())
	})
}
