package resize

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fanout/processors"
)

// A tree has been resized once: in/a.png is well, in/b.png damaged, and
// in/c.png has failed.
type tree struct {
	t   *testing.T
	dir string
	opt *Options // of the run
}

func newTree(t *testing.T, set ...func(*Options)) *tree {
	t.Helper()
	dir := t.TempDir()
	whole := picture(t, 60, 40)
	write(t, dir+"/in/a.png", whole)
	write(t, dir+"/in/b.png", whole[:len(whole)/2])
	write(t, dir+"/in/c.png", whole[:45])
	tr := &tree{t, dir, nil}
	for _, name := range []string{"a", "b", "c"} {
		tr.setTime("in/"+name+".png", -time.Hour)
	}
	tr.opt = tr.options(set...)
	if r := start(t, t.Context(), tr.opt, -1, nil); r.err != nil || summary(r.records) != "a done, b done damaged, c failed" {
		t.Fatal(summary(r.records), r.err)
	}
	return tr
}

func (tr *tree) options(set ...func(*Options)) *Options {
	opt := defaults(tr.dir+"/out", tr.dir+"/in")
	opt.Geometry.Width = 10
	for _, s := range set {
		s(opt)
	}
	return opt
}

// run runs again, and returns what has become of the items.
func (tr *tree) run(set ...func(*Options)) string {
	tr.t.Helper()
	opt := tr.options(set...)
	if _, err := NewPlan(tr.t.Context(), opt); err != nil {
		if conflict := (*ConflictError)(nil); errors.As(err, &conflict) && conflict.Conflict == OutputOther {
			return "refused: " + strings.ReplaceAll(strings.Join(conflict.Lines, ", "), tr.dir+"/out/", "")
		}
		return err.Error()
	}
	r := start(tr.t, tr.t.Context(), opt, -1, nil)
	if r.err != nil {
		return r.err.Error()
	}
	return summary(r.records)
}

func summary(records []*Record) string {
	var all []string
	for _, r := range records {
		text := fmt.Sprint(strings.TrimSuffix(filepath.Base(r.Item), ".png"), " ", r.Status)
		if r.Status == processors.Skipped {
			text = fmt.Sprint(strings.TrimSuffix(filepath.Base(r.Item), ".png"), " ", r.Reason)
		}
		if r.Damage != "" || r.Status == processors.Done && r.Reason != "" {
			text += " damaged"
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

func (tr *tree) path(name string) string { return tr.dir + "/" + name }

func (tr *tree) read(name string) []byte {
	tr.t.Helper()
	data, err := os.ReadFile(tr.path(name))
	if err != nil {
		tr.t.Fatal(err)
	}
	return data
}

func (tr *tree) setTime(name string, ago time.Duration) {
	tr.t.Helper()
	at := time.Now().Add(ago)
	if err := os.Chtimes(tr.path(name), at, at); err != nil {
		tr.t.Fatal(err)
	}
}

// alter changes the last byte of a file; kept says that its time stays.
func (tr *tree) alter(name string, kept bool) {
	tr.t.Helper()
	info, err := os.Stat(tr.path(name))
	if err != nil {
		tr.t.Fatal(err)
	}
	data := tr.read(name)
	data[len(data)-1]++
	write(tr.t, tr.path(name), data)
	if kept {
		os.Chtimes(tr.path(name), info.ModTime(), info.ModTime())
	} else {
		tr.setTime(name, time.Hour)
	}
}
