package hash

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fanout/internal/charset"
	"fanout/internal/files"
	"fanout/internal/inputs"
	"fanout/processors"
	"fanout/processors/hash/source"

	"fanout/processors/hash/format"
)

// A workspace is a folder with a list of passwords, and options that hash it.
type workspace struct {
	t   *testing.T
	dir string
	opt Options
}

func newWorkspace(t *testing.T, passwords string) *workspace {
	t.Helper()
	w := &workspace{t: t, dir: t.TempDir(), opt: optionsFor(cheap[0])}
	w.opt.Inputs, w.opt.Output = []string{w.write("list", passwords)}, filepath.Join(w.dir, "out")
	w.opt.Workers, w.opt.Memory = 2, 64<<20
	return w
}

func (w *workspace) write(name, text string) string {
	w.t.Helper()
	path := filepath.Join(w.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return path
}

// refused returns the error of planning.
func (w *workspace) refused() error {
	plan, err := NewPlan(w.t.Context(), &w.opt)
	if err == nil {
		plan.Close()
	}
	return err
}

// run plans and hashes. It stops at the failure after limit ones.
func (w *workspace) run(limit int64) (*Plan, Total, error) {
	w.t.Helper()
	plan, err := NewPlan(w.t.Context(), &w.opt)
	if err != nil {
		w.t.Fatal(err)
	}
	defer plan.Close()
	job, err := NewJob(w.t.Context(), plan, monitor(limit, ignore))
	if err != nil {
		w.t.Fatal(err)
	}
	err = runAndCommit(w.t, job, plan.Pool())
	return plan, job.Total(), err
}

func TestPlansNameWhatTheyRefuse(t *testing.T) {
	for name, c := range map[string]struct {
		change func(w *workspace)
		is     func(error) bool
	}{
		"no list": {func(w *workspace) { w.opt.Inputs[0] += "x" }, func(err error) bool {
			return errors.As(err, new(*inputs.PathError)) && errors.Is(err, os.ErrNotExist)
		}},
		"a folder":     {func(w *workspace) { w.opt.Inputs[0] = w.dir }, func(err error) bool { return errors.As(err, new(*inputs.PathError)) }},
		"an empty one": {func(w *workspace) { w.write("list", "\n\r\n") }, func(err error) bool { return errors.As(err, new(*EmptyError)) }},
		"the input as output": {func(w *workspace) { w.opt.Output = w.opt.Inputs[0] }, func(err error) bool {
			return errors.Is(err, ErrInputIsOutput)
		}},
		"an output that exists": {func(w *workspace) { w.write("out", "") }, func(err error) bool {
			return errors.As(err, new(*files.ExistsError))
		}},
		"another's output": {func(w *workspace) { w.opt.Resume = true; w.write("out", "hello\n") }, func(err error) bool {
			return errors.Is(err, ErrOtherOutput)
		}},
		"no way to resume": {func(w *workspace) { w.opt.Resume = true; w.opt.Output = "-" }, func(err error) bool {
			return errors.Is(err, ErrNotResumable)
		}},
		"too little memory": {func(w *workspace) { w.opt.Memory = 1000 }, func(err error) bool { return errors.As(err, new(*MemoryError)) }},
	} {
		w := newWorkspace(t, "one\ntwo\n")
		c.change(w)
		if err := w.refused(); !c.is(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNothingIsTypedForAnOutputThatExists(t *testing.T) {
	w := newWorkspace(t, "")
	w.opt.Inputs = []string{"-"}
	w.opt.Output = w.write("out", "")
	if err := w.refused(); !errors.As(err, new(*files.ExistsError)) {
		t.Error(err)
	}
}

func TestPlansOfFilesCountTheirRows(t *testing.T) {
	w := newWorkspace(t, "\xff\xfea\x00\n\x00\n\x00b\x00\n\x00")
	var counted int64
	var encoding charset.Encoding
	w.opt.Opened = func(in *source.Set, rows int64, _ source.Tally) error {
		counted, encoding = rows, in.Lists[0].Encoding
		return nil
	}
	plan, total, err := w.run(-1)
	if err != nil || counted != 2 || encoding != charset.UTF16LE || plan.Rows != 2 || plan.Complete || total.Done != 2 {
		t.Errorf("%+v, %+v, %v", plan, total, err)
	}
}

// A run that was stopped is continued; one that was completed has nothing left
// to do, but reports its rows again.
func TestPlansContinueWhatARunHasLeft(t *testing.T) {
	w := newWorkspace(t, "one\n"+strings.Repeat("x", 80)+"\ntwo\n")
	w.opt.Params = params("bcrypt", 4)
	if _, _, err := w.run(0); !errors.Is(err, processors.ErrTooManyFailures) {
		t.Fatal(err)
	}
	if err := w.refused(); !errors.Is(err, files.ErrUnfinished) {
		t.Errorf("without Resume: %v", err)
	}
	w.opt.Resume = true
	other := *w
	other.opt.Params.Costs[0]++
	if err := other.refused(); !errors.Is(err, files.ErrOtherRun) {
		t.Errorf("with other parameters: %v", err)
	}
	plan, total, err := w.run(-1)
	if err != nil || plan.From.Rows == 0 || total.Done != 2 || total.Failed != 1 || total.Earlier != plan.From.Rows {
		t.Errorf("continued from %+v: %+v, %v", plan.From, total, err)
	}
	plan, total, err = w.run(-1)
	if err != nil || !plan.Complete || total.Done != 2 || total.Failed != 1 || total.Earlier != 3 || total.BytesOut != 0 {
		t.Errorf("completed: %+v: %+v, %v", plan, total, err)
	}
}

func TestAnInputThatChangesLeavesNoOutput(t *testing.T) {
	w := newWorkspace(t, "one\n")
	plan, err := NewPlan(t.Context(), &w.opt)
	if err != nil {
		t.Fatal(err)
	}
	defer plan.Close()
	job, err := NewJob(t.Context(), plan, monitor(-1, ignore))
	if err != nil {
		t.Fatal(err)
	}
	w.write("list", "one\ntwo\n")
	err = runAndCommit(t, job, plan.Pool())
	if _, missing := os.Stat(w.opt.Output); !errors.Is(err, inputs.ErrChanged) || !os.IsNotExist(missing) || !job.Resumable() {
		t.Errorf("%v, %v", err, missing)
	}
}

func TestVerifyPlansCheckBothLists(t *testing.T) {
	w := newWorkspace(t, "one\n")
	good := hashed(t, cheap[0], "one\n")
	for text, is := range map[string]func(error) bool{
		good:      func(err error) bool { return err == nil },
		"hello\n": func(err error) bool { return errors.As(err, new(*format.FormatError)) },
		"\n":      func(err error) bool { return errors.As(err, new(*EmptyError)) },
	} {
		w.opt.Verify = w.write("hashes", text)
		plan, err := NewVerifyPlan(t.Context(), &w.opt)
		if !is(err) {
			t.Errorf("%.20q: %v", text, err)
		}
		if err == nil {
			plan.Close()
		}
	}
	w.opt.Verify, w.opt.Streams.In = "-", strings.NewReader(good)
	if plan, err := NewVerifyPlan(t.Context(), &w.opt); err != nil {
		t.Error(err)
	} else {
		plan.Close()
	}
}
