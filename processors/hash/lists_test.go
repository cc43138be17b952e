package hash

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fanout/internal/files"
	"fanout/pool"
	"fanout/processors"
	"fanout/processors/hash/format"
)

// severalLists are lists that a set must read as one: with lines that are
// empty, an end without a line feed, records of several lines, and none.
var severalLists = []struct{ name, text string }{
	{"a.txt", strings.Repeat("one\n\ntwo\n", 40) + "three"},
	{"b.csv", "user,password\nann,x1\n\"bo\nb\",x2\n\n" + strings.Repeat("cat,x3\n", 30)},
	{"empty.txt", ""},
	{"blank.txt", "\n\n\n"},
	{"c.jsonl", strings.Repeat(`{"user":"eve","password":"p"}`+"\n", 50)},
	{"d.txt", "last\n"},
}

// newLists writes them, and returns options for hashing them all.
func newLists(t *testing.T) *workspace {
	t.Helper()
	w := newWorkspace(t, "")
	if err := os.Remove(w.opt.Inputs[0]); err != nil {
		t.Fatal(err)
	}
	w.opt.Inputs = nil
	for _, l := range severalLists {
		w.opt.Inputs = append(w.opt.Inputs, w.write(l.name, l.text))
	}
	return w
}

// places returns what a list of hashes says of its rows: file, line and user.
func places(t *testing.T, text string) (all []string) {
	t.Helper()
	r := format.NewReader("hashes", strings.NewReader(text))
	for {
		e, err := r.Next()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprintf("%s:%d %s", filepath.Base(e.File), e.Line, e.User))
	}
}

func TestRowsOfSeveralListsNameTheirPlace(t *testing.T) {
	var first []string
	for _, workers := range []int{1, 2, 7, 64} {
		w := newLists(t)
		w.opt.Workers = workers
		plan, total, err := w.run(-1)
		if err != nil || plan.Rows != total.Done || total.Blank != 44 {
			t.Fatalf("%v, %d rows, %+v", err, plan.Rows, total)
		}
		text, err := os.ReadFile(w.opt.Output)
		if err != nil {
			t.Fatal(err)
		}
		got := places(t, string(text))
		if first == nil {
			first = got
		}
		if fmt.Sprint(got) != fmt.Sprint(first) {
			t.Errorf("%d workers give other rows", workers)
		}
	}
	for i, want := range map[int]string{0: "a.txt:1 ", 1: "a.txt:3 ", 80: "a.txt:121 ", 81: "b.csv:2 ann", 82: "b.csv:3 bo\nb", 83: "b.csv:6 cat", 113: "c.jsonl:1 eve", 163: "d.txt:1 "} {
		if first[i] != want {
			t.Errorf("row %d is %q, want %q", i, first[i], want)
		}
	}
}

// Wherever a run stops, the next one continues there, and the rows are those
// of a run that was not disturbed.
func TestSeveralListsAreContinued(t *testing.T) {
	want := 164
	for _, stop := range []int{1, 80, 81, 82, 100, 112, 113, 163} {
		w := newLists(t)
		w.stopAfter(stop)
		w.opt.Resume = true
		_, total, err := w.run(-1)
		if err != nil || total.Done != int64(want) || total.Earlier == 0 {
			t.Errorf("stopped after %d: %v, %+v", stop, err, total)
			continue
		}
		text, err := os.ReadFile(w.opt.Output)
		if err != nil {
			t.Fatal(err)
		}
		if got := places(t, string(text)); len(got) != want || got[82] != "b.csv:3 bo\nb" || got[113] != "c.jsonl:1 eve" {
			t.Errorf("stopped after %d: %d rows", stop, len(got))
		}
		v := w.verify(t)
		if v.Match != int64(want) || v.Rows() != v.Match {
			t.Errorf("stopped after %d: %+v", stop, v)
		}
	}
}

// stopAfter hashes until n rows are reported.
func (w *workspace) stopAfter(n int) {
	w.t.Helper()
	plan, err := NewPlan(w.t.Context(), &w.opt)
	if err != nil {
		w.t.Fatal(err)
	}
	defer plan.Close()
	m := monitor(-1, ignore)
	m.Sink = func(processors.Record) error {
		if n--; n < 0 {
			return errStop
		}
		return nil
	}
	job, err := NewJob(w.t.Context(), plan, m)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := runAndCommit(w.t, job, pool.Options{Workers: 1, Budget: 1}); !errors.Is(err, errStop) {
		w.t.Fatal(err)
	}
}

// errStop stops a run.
var errStop = errors.New("stop")

func TestShardsOfSeveralListsGiveOneOutput(t *testing.T) {
	for _, name := range []string{"jsonl", "csv"} {
		w := newLists(t)
		f, err := format.Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		w.opt.Format = f
		w.agree(1, 2, 3, 5, 164, 200)
	}
}

// verify checks the output against the lists.
func (w *workspace) verify(t *testing.T) Verdicts {
	t.Helper()
	opt := w.opt
	opt.Verify, opt.Output, opt.Resume = w.opt.Output, "", false
	plan, err := NewVerifyPlan(t.Context(), &opt)
	if err != nil {
		t.Fatal(err)
	}
	defer plan.Close()
	job := NewVerifier(plan, monitor(-1, ignore))
	if _, err := processors.Run(context.Background(), plan.Pool(), job); err != nil {
		t.Fatal(err)
	}
	return job.Verdicts()
}

func TestListsInAnotherOrderAreNotContinued(t *testing.T) {
	w := newLists(t)
	w.stopAfter(100)
	w.opt.Resume = true
	w.opt.Inputs[0], w.opt.Inputs[1] = w.opt.Inputs[1], w.opt.Inputs[0]
	if err := w.refused(); !errors.Is(err, files.ErrOtherRun) {
		t.Error(err)
	}
}
