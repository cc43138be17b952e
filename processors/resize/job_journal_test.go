package resize

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fanout/internal/journal"
	"fanout/pool"
	"fanout/processors/resize/format/png"
)

// entries returns what the journal at path has, a line each: the states by
// output.
func entries(t *testing.T, path string) (all []entry) {
	t.Helper()
	_, err := journal.Read(t.Context(), path, func(line []byte, _ int64) error {
		e, ok := decodeEntry(line)
		if !ok {
			t.Errorf("no entry: %s", line)
		}
		all = append(all, e)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTheJournalTellsWhatBecameOfEachItem(t *testing.T) {
	dir := t.TempDir()
	in, out := dir+"/in", dir+"/out"
	write(t, in+"/a.png", picture(t, 30, 20))
	write(t, in+"/b.png", picture(t, 30, 20)[:45]) // without a row
	write(t, in+"/sub/c\xff.png", picture(t, 30, 20))
	write(t, in+"/d.txt", []byte("no image"))
	opt := defaults(out, in)
	opt.Geometry.Width, opt.Checksum = 10, true
	if r := start(t, t.Context(), opt, -1, nil); r.err != nil {
		t.Fatal(r.err)
	}
	var got []string
	for _, e := range entries(t, out+"/"+journal.Name) {
		got = append(got, fmt.Sprintf("%q %q %s %d %d", string(e.Output), string(e.Input), e.State, len(e.Content), len(e.Sum)))
		if e.State == stateFailed && e.Reason == "" || e.State == stateDone && (e.Bytes == 0 || e.Made == nil) || e.Size == 0 || e.Options == "" {
			t.Errorf("%+v", e)
		}
	}
	want := []string{
		`"a.png" "../in/a.png" done 32 32`,
		`"b.png" "../in/b.png" failed 32 0`,
		`"sub/c\xff.png" "../in/sub/c\xff.png" done 32 32`,
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestThePlainOutputOfALineIsThatOfTheEntry(t *testing.T) {
	for name, plain := range map[string]bool{
		"a.png": true, "ü/ß <&>.png": true, "": true, `a"b`: false, `a\b`: false, "a\nb": false, "a\xffb": false, "a\u2028b": false,
	} {
		line := (&entry{Output: text(name), Input: "x", State: stateDone}).encode()
		if got, is := plainOutput(line); is != plain || is && string(got) != name {
			t.Errorf("%q: %q, %v", name, got, is)
		}
	}
	if _, plain := plainOutput([]byte(`{"output":"a`)); plain {
		t.Error("a line without an end is plain")
	}
}

// Journals elsewhere have paths from where they are, so that one can serve
// several folders.
func TestAJournalElsewhereTellsPathsFromThere(t *testing.T) {
	dir := t.TempDir()
	write(t, dir+"/in/a.png", picture(t, 30, 20))
	for _, out := range []string{dir + "/x/one", dir + "/x/two"} {
		opt := defaults(out, dir+"/in")
		opt.Geometry.Width, opt.Journal = 10, dir+"/x/log/all"
		if r := start(t, t.Context(), opt, -1, nil); r.err != nil || len(names(t, out)) != 1 {
			t.Fatal(r.err, names(t, out))
		}
	}
	all := entries(t, dir+"/x/log/all")
	if len(all) != 2 || all[0].Output != "../one/a.png" || all[1].Output != "../two/a.png" || all[1].Input != "../../in/a.png" {
		t.Errorf("%+v", all)
	}
}

// Nothing is called done that the journal could not be told.
func TestWithoutItsJournalARunEnds(t *testing.T) {
	dir := t.TempDir()
	for i := range 3 * groupFiles {
		write(t, fmt.Sprintf("%s/in/%03d.png", dir, i), picture(t, 30, 20))
	}
	opt := defaults(dir+"/out", dir+"/in")
	opt.Geometry.Width = 10
	broken := errors.New("broken")
	r := start(t, t.Context(), opt, -1, func(j *Job) pool.Job[*Item, *Result] { return &journalBreaks{Job: j, err: broken} })
	if !errors.Is(r.err, broken) || r.total.Done == 0 || r.total.Done > groupFiles || len(r.records) != int(r.total.Done) {
		t.Errorf("%+v, %v", r.total, r.err)
	}
	if n := len(entries(t, dir+"/out/"+journal.Name)); n != int(r.total.Done) {
		t.Errorf("%d entries of %d items done", n, r.total.Done)
	}
}

// A journalBreaks is a job whose journal cannot be written after the first
// group.
type journalBreaks struct {
	*Job
	err error
}

func (j *journalBreaks) Merge(r *Result) error {
	if j.total.Done > 0 {
		j.journal.err = j.err
	}
	return j.Job.Merge(r)
}

func TestWhatIsNoJournalIsNotWrittenTo(t *testing.T) {
	dir := t.TempDir()
	write(t, dir+"/in/a.png", picture(t, 30, 20))
	write(t, dir+"/in/empty.png", nil)
	write(t, dir+"/letter", []byte("Dear diary,\n"))
	for _, path := range []string{dir + "/letter", dir + "/in", dir + "/in/a.png", dir + "/letter/journal"} {
		opt := defaults(dir+"/out", dir+"/in")
		opt.Geometry.Width, opt.Journal = 10, path
		_, err := NewPlan(t.Context(), opt)
		if is := (*JournalError)(nil); !errors.As(err, &is) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if got, _ := os.ReadFile(filepath.Join(dir, "letter")); string(got) != "Dear diary,\n" {
		t.Errorf("%q", got)
	}
}

// A journal of others' making cannot fill the memory with what it tells.
func TestReasonsAndNotesInTheJournalAreBounded(t *testing.T) {
	tr := newTree(t)
	opt := tr.options(resume)
	path := tr.path("out/" + journal.Name)
	all := entries(t, path)
	long := text(strings.Repeat("x", 3*reasonLimit))
	e := all[0]
	e.Reason, e.Notes = long, []text{"a", long, "b"}
	j, err := journal.Open(t.Context(), path, journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if err := j.Append([][]byte{e.encode()}); err != nil {
		t.Fatal(err)
	}
	p, err := NewPlan(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	if old := p.Items[0].earlier; old == nil || len(old.reason) != reasonLimit || len(old.notes) != 1 {
		t.Errorf("%+v", old)
	}
	r := &Result{item: &Item{Source: tr.path("in/a.png"), Format: png.Format}, err: errors.New(string(long))}
	if e := p.book.entry(opt, r); len(e.Reason) != reasonLimit {
		t.Errorf("a reason of %d bytes", len(e.Reason))
	}
}
