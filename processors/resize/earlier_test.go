package resize

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fanout/internal/journal"
)

func update(o *Options)      { o.Update = true }
func resume(o *Options)      { o.Resume = true }
func retryFailed(o *Options) { o.RetryFailed = true }
func overwrite(o *Options)   { o.Overwrite = true }
func byContent(o *Options)   { o.Checksum = true }
func wider(o *Options)       { o.Geometry.Width = 12 }

// The cases of both tests below: what happens after the run.
var afterwards = map[string]func(tr *tree){
	"nothing":                      func(*tree) {},
	"the input is touched":         func(tr *tree) { tr.setTime("in/a.png", 0) },
	"the input is older":           func(tr *tree) { tr.setTime("in/a.png", -2*time.Hour) },
	"the input is other":           func(tr *tree) { write(tr.t, tr.path("in/a.png"), picture(tr.t, 61, 40)) },
	"the input is other in secret": func(tr *tree) { tr.alter("in/a.png", true) },
	"the output is gone":           func(tr *tree) { os.Remove(tr.path("out/a.png")) },
	"the output is cut":            func(tr *tree) { os.Truncate(tr.path("out/a.png"), 20) },
	"the output is a copy":         func(tr *tree) { tr.setTime("out/a.png", time.Hour) },
	"the output is other":          func(tr *tree) { tr.alter("out/a.png", false) },
	"the output is other in secret": func(tr *tree) {
		tr.alter("out/a.png", true)
	},
	"the output is a link": func(tr *tree) {
		os.Rename(tr.path("out/a.png"), tr.path("out/else.png"))
		os.Symlink("else.png", tr.path("out/a.png"))
	},
	"the tree is moved": func(tr *tree) {
		moved := filepath.Join(tr.t.TempDir(), "moved")
		if err := os.Rename(tr.dir, moved); err != nil {
			tr.t.Fatal(err)
		}
		tr.dir = moved
	},
	"the journal is gone":  func(tr *tree) { os.Remove(tr.path("out/" + journal.Name)) },
	"the journal is empty": func(tr *tree) { os.Truncate(tr.path("out/"+journal.Name), 0) },
	"a record is damaged": func(tr *tree) {
		data := bytes.Replace(tr.read("out/"+journal.Name), []byte("a.png"), []byte("A.png"), 1)
		write(tr.t, tr.path("out/"+journal.Name), data)
	},
}

func TestUpdateMakesAnewWhatTheRunWouldMakeOtherwise(t *testing.T) {
	const rest = ", b up to date damaged, c failed"
	for _, tt := range []struct {
		after string
		set   func(*Options)
		want  string
	}{
		{"nothing", nil, "a up to date" + rest},
		{"nothing", wider, "a done, b done damaged, c failed"},
		{"nothing", func(o *Options) { o.Filter, _ = ParseFilter("area") }, "a done, b done damaged, c failed"},
		{"nothing", func(o *Options) { o.Workers, o.Memory, o.LimitPixels = 7, 1<<29, 1e6 }, "a up to date" + rest},
		{"nothing", byContent, "a up to date" + rest},
		{"the input is touched", nil, "a done" + rest},
		{"the input is touched", byContent, "a up to date" + rest},
		{"the input is older", nil, "a done" + rest},
		{"the input is other", nil, "a done" + rest},
		{"the input is other in secret", byContent, "a done" + rest},
		{"the output is gone", nil, "a done" + rest},
		{"the output is cut", nil, "a done" + rest},
		{"the output is a copy", nil, "a up to date" + rest},
		{"the output is other", nil, "a done" + rest},
		{"the output is other in secret", byContent, "a done" + rest},
		{"the output is a link", nil, "a done" + rest},
		{"the tree is moved", nil, "a up to date" + rest},
		{"the journal is gone", nil, "a up to date by its time, b up to date by its time, c failed"},
		{"the journal is empty", nil, "a done, b done damaged, c failed"},
		{"a record is damaged", nil, "a done" + rest},
	} {
		t.Run(tt.after, func(t *testing.T) {
			tr := newTree(t, byContent)
			afterwards[tt.after](tr)
			sets := []func(*Options){update}
			if tt.set != nil {
				sets = append(sets, tt.set)
			}
			if got := tr.run(sets...); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

// What the journal cannot tell yet is made anew.
func TestUpdateByContentNeedsThatOfTheFirstRun(t *testing.T) {
	tr := newTree(t)
	if got := tr.run(update, byContent); got != "a done, b done damaged, c failed" {
		t.Error(got)
	}
	if got := tr.run(update, byContent); got != "a up to date, b up to date damaged, c failed" {
		t.Error(got)
	}
}

func TestOutputsTakenByTheirTimesStayKnownAsSuch(t *testing.T) {
	tr := newTree(t)
	os.Remove(tr.path("out/" + journal.Name))
	const byTime = "a up to date by its time, b up to date by its time, c failed"
	for range 3 {
		if got := tr.run(update); got != byTime {
			t.Error(got)
		}
	}
	tr.setTime("in/a.png", -3*time.Hour)
	tr.setTime("out/b.png", time.Hour)
	if got := tr.run(update); got != "a done, b done damaged, c failed" {
		t.Error(got)
	}
	none := func(o *Options) { o.NoJournal = true }
	if got := tr.run(update, none); got != byTime {
		t.Error(got)
	}
}

func TestResumeKeepsWhatIsDoneAndRefusesWhatIsOther(t *testing.T) {
	const rest = ", b done before damaged, c failed"
	for _, tt := range []struct {
		after     string
		set       func(*Options)
		want      string
		overwrite string // what it is with Options.Overwrite
	}{
		{"nothing", nil, "a done before" + rest, "a done before" + rest},
		{"nothing", wider, "refused: a.png: other options made its output, b.png: other options made its output", "a done, b done damaged, c failed"},
		{"the input is touched", nil, "refused: a.png: its input has changed", "a done" + rest},
		{"the input is touched", byContent, "a done before" + rest, "a done before" + rest},
		{"the input is other", nil, "refused: a.png: its input has changed", "a done" + rest},
		{"the input is other in secret", byContent, "refused: a.png: its input has changed", "a done" + rest},
		{"the output is gone", nil, "a done" + rest, "a done" + rest},
		{"the output is cut", nil, "refused: a.png: its output has changed", "a done" + rest},
		{"the output is a copy", nil, "a done before" + rest, "a done before" + rest},
		{"the output is other", nil, "refused: a.png: its output has changed", "a done" + rest},
		{"the output is other in secret", nil, "refused: a.png: its output has changed", "a done" + rest},
		{"the output is a link", nil, "refused: a.png: its output has changed", "a done" + rest},
		{"the tree is moved", nil, "a done before" + rest, "a done before" + rest},
		{"the journal is gone", nil, "a done, b done damaged, c failed", "a done, b done damaged, c failed"},
		{"the journal is empty", nil, "a done, b done damaged, c failed", "a done, b done damaged, c failed"},
		{"a record is damaged", nil, "a done" + rest, "a done" + rest},
	} {
		t.Run(tt.after, func(t *testing.T) {
			for _, replace := range []bool{false, true} {
				tr := newTree(t, byContent)
				afterwards[tt.after](tr)
				sets, want := []func(*Options){resume}, tt.want
				if tt.set != nil {
					sets = append(sets, tt.set)
				}
				if replace {
					sets, want = append(sets, overwrite), tt.overwrite
				}
				if got := tr.run(sets...); got != want {
					t.Errorf("overwrite %v: %s, want %s", replace, got, want)
				}
			}
		})
	}
}

func TestRetryFailedTriesAgainWhatHasFailed(t *testing.T) {
	tr := newTree(t)
	write(t, tr.path("out/c.png"), []byte("mine"))
	if got := tr.run(resume); got != "a done before, b done before damaged, c failed" {
		t.Error(got)
	}
	if got := tr.run(retryFailed); got != "a done before, b done before damaged, c failed" {
		t.Error(got)
	}
	write(t, tr.path("in/c.png"), picture(t, 60, 40))
	if got := tr.run(retryFailed); got != "a done before, b done before damaged, c failed" || string(tr.read("out/c.png")) != "mine" {
		t.Error(got)
	}
	if got := tr.run(retryFailed, overwrite); got != "a done before, b done before damaged, c done" {
		t.Error(got)
	}
}

// Of a run that was killed the journal has any beginning, and there may be an
// output that it does not have.
func TestResumeGoesOnFromAnyPointOfARun(t *testing.T) {
	for _, how := range []func(*Options){resume, retryFailed, update} {
		whole := newTree(t)
		lines := bytes.SplitAfter(whole.read("out/"+journal.Name), []byte("\n"))
		for n := 1; n <= len(lines); n++ {
			for _, outputs := range []string{"", "a", "ab"} {
				tr := newTree(t)
				os.WriteFile(tr.path("out/"+journal.Name), bytes.Join(lines[:n], nil), 0o666)
				tr.adjust(whole)
				for _, name := range []string{"a", "b"} {
					if recorded := bytes.Contains(bytes.Join(lines[:n], nil), []byte(name+".png")); !recorded && !strings.Contains(outputs, name) {
						os.Remove(tr.path("out/" + name + ".png"))
					}
				}
				got := tr.run(how)
				for _, word := range []string{"up to date", "done before"} {
					got = strings.ReplaceAll(got, word, "done")
				}
				if got != "a done, b done damaged, c failed" {
					t.Errorf("%d lines, outputs %q: %s", n, outputs, got)
				}
				for _, name := range []string{"out/a.png", "out/b.png"} {
					if !bytes.Equal(tr.read(name), whole.read(name)) {
						t.Errorf("%d lines, outputs %q: %s is another", n, outputs, name)
					}
				}
				if got := tr.run(resume); got != "a done before, b done before damaged, c failed" {
					t.Errorf("%d lines, outputs %q: then %s", n, outputs, got)
				}
			}
		}
	}
}

// adjust gives the files of tr the times of those of other.
func (tr *tree) adjust(other *tree) {
	for _, name := range []string{"in/a.png", "in/b.png", "in/c.png", "out/a.png", "out/b.png"} {
		info, err := os.Stat(other.path(name))
		if err != nil {
			tr.t.Fatal(err)
		}
		if err := os.Chtimes(tr.path(name), info.ModTime(), info.ModTime()); err != nil {
			tr.t.Fatal(err)
		}
	}
}

// An output that appears where the journal has none is only taken if it is what
// would be made.
func TestResumeNeverReplacesNorTakesAnOutputOfOthers(t *testing.T) {
	tr := newTree(t)
	whole := tr.read("out/a.png")
	for _, mine := range [][]byte{[]byte("mine"), append(bytes.Clone(whole[:len(whole)-1]), 1), append(bytes.Clone(whole), 1)} {
		os.Remove(tr.path("out/" + journal.Name))
		write(t, tr.path("out/a.png"), mine)
		if got := tr.run(resume); got != "a failed, b done damaged, c failed" || !bytes.Equal(tr.read("out/a.png"), mine) {
			t.Error(got)
		}
	}
	if got := tr.run(resume, overwrite); got != "a done, b done before damaged, c failed" || !bytes.Equal(tr.read("out/a.png"), whole) {
		t.Error(got)
	}
}

// No bit of the journal can be changed so that an output stands that is not
// what was made.
func TestADamagedJournalVouchesForNothing(t *testing.T) {
	tr := newTree(t)
	path := tr.path("out/" + journal.Name)
	content := tr.read("out/" + journal.Name)
	other := tr.read("out/a.png")
	other[30]++
	write(t, tr.path("out/a.png"), other)
	opt := tr.options(resume)
	step := 5
	if testing.Short() {
		step = 17
	}
	for i := 0; i < len(content); i += step {
		for _, change := range [][]byte{{content[i] ^ 1}, {content[i] ^ 0x20}, {0}, {'\n'}, {}} {
			bad := append(append(bytes.Clone(content[:i]), change...), content[i+1:]...)
			if err := os.WriteFile(path, bad, 0o666); err != nil {
				t.Fatal(err)
			}
			p, err := NewPlan(t.Context(), opt)
			if err == nil && p.Items[0].stands {
				t.Fatalf("byte %d as %q: a stands", i, change)
			}
		}
	}
}

// A summary tells of damage, and of failures that are told again.
func TestTotalsCountWhatAnEarlierRunHasFound(t *testing.T) {
	tr := newTree(t)
	opt := tr.options(resume)
	r := start(t, t.Context(), opt, -1, nil)
	if want := (Total{Failed: 1, Skipped: 2, Again: 1, UpToDate: 2, Damaged: 1, outputs: 2}); fmt.Sprint(r.total) != fmt.Sprint(want) {
		t.Errorf("%+v", r.total)
	}
	if b := r.records[1]; b.Output == "" || b.OutputBytes == 0 || b.OutputWidth != 10 || b.ICC != iccNone {
		t.Errorf("%+v", b)
	}
	if c := r.records[2]; c.Reason != "png: the file ends too early" && !strings.HasPrefix(c.Reason, "png: ") {
		t.Errorf("%+v", c)
	}
}

func TestASingleOutputHasNoJournalToResumeBy(t *testing.T) {
	dir := t.TempDir()
	write(t, dir+"/a.png", picture(t, 30, 20))
	opt := defaults(dir+"/b.png", dir+"/a.png")
	opt.Resume = true
	if _, err := NewPlan(t.Context(), opt); !errors.As(err, new(*ResumeError)) {
		t.Error(err)
	}
	opt.Journal = dir + "/log"
	for _, want := range []string{"a done", "a done before"} {
		if r := start(t, t.Context(), opt, -1, nil); r.err != nil || summary(r.records) != want {
			t.Errorf("%s, %v; want %s", summary(r.records), r.err, want)
		}
	}
}
