package resize

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/disintegration/imaging"
	"golang.org/x/image/bmp"

	"fanout/internal/journal"
	"fanout/pool"
	"fanout/processors"
)

// defaults are the options that the command line starts from.
func defaults(out string, paths ...string) *Options {
	return &Options{
		Paths: paths, Output: out, Recursive: true,
		Filter: imaging.Lanczos, Quality: 80, AutoOrient: true, KeepICC: true,
		LimitPixels: 268_000_000, Memory: 1 << 30, Workers: 2,
	}
}

// A run collects what a job reports.
type run struct {
	records []*Record
	total   Total
	plan    *Plan
	err     error
}

// start plans and carries out; wrap may change the job for the pool.
func start(t *testing.T, ctx context.Context, opt *Options, maxErrors int64, wrap func(*Job) pool.Job[*Item, *Result]) run {
	t.Helper()
	plan, err := NewPlan(ctx, opt)
	if err != nil {
		t.Fatal(err)
	}
	r := run{plan: plan}
	job, err := NewJob(ctx, opt, plan, r.monitor(maxErrors))
	if err != nil {
		t.Fatal(err)
	}
	var work pool.Job[*Item, *Result] = job
	if wrap != nil {
		work = wrap(job)
	}
	_, err = pool.Run(ctx, pool.Options{Workers: opt.Workers, Budget: opt.Memory}, work)
	r.err = job.Finish(err)
	r.total = job.Total()
	return r
}

// picture returns a PNG of w×h.
func picture(t testing.TB, w, h int) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = uint8(i*i>>4) | 3
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func write(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
}

// names returns every name below dir, in order, but the journal's.
func names(t testing.TB, dir string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && d.Name() != journal.Name {
			rel, _ := filepath.Rel(dir, path)
			all = append(all, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return all
}

// A panicking wraps a job whose worker panics over some items.
type panicking struct {
	*Job
	at string
}

func (p panicking) NewWorker() pool.Worker[*Item, *Result] {
	work := p.Job.NewWorker()
	return func(ctx context.Context, it *Item) (*Result, error) {
		if strings.Contains(it.Source, p.at) {
			panic("boom")
		}
		return work(ctx, it)
	}
}

func TestAPanicIsTheItemsFailure(t *testing.T) {
	in, out := t.TempDir(), filepath.Join(t.TempDir(), "out")
	for i := range 5 {
		write(t, fmt.Sprintf("%s/%d.png", in, i), picture(t, 30, 20))
	}
	opt := defaults(out, in)
	opt.Geometry.Width = 10
	r := start(t, t.Context(), opt, -1, func(j *Job) pool.Job[*Item, *Result] { return panicking{j, "2.png"} })
	if r.err != nil || r.total.Done != 4 || r.total.Failed != 1 {
		t.Fatalf("%+v, %v", r.total, r.err)
	}
	if rec := r.records[2]; rec.Status != processors.Failed || !strings.Contains(rec.Reason, "panic while it was worked on: boom") {
		t.Errorf("%+v", rec)
	}
	if got := fmt.Sprint(names(t, out)); got != "[0.png 1.png 3.png 4.png]" {
		t.Error(got)
	}
}

// A library that resizes on goroutines of its own would end the process over
// such an index.
func TestPixelsOfColoursBeyondThePaletteAreNoted(t *testing.T) {
	var b bytes.Buffer
	if err := bmp.Encode(&b, image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{color.Black, color.White})); err != nil {
		t.Fatal(err)
	}
	file := b.Bytes()
	file[46], file[47] = 2, 0 // colors in the palette
	file[len(file)-1] = 200
	in, out := t.TempDir(), filepath.Join(t.TempDir(), "out")
	write(t, in+"/bad.bmp", file)
	opt := defaults(out, in)
	opt.Geometry.Width = 4
	r := start(t, t.Context(), opt, -1, nil)
	if r.err != nil || len(r.records) != 1 || r.records[0].Status != processors.Done || len(r.records[0].Notes) != 1 {
		t.Fatalf("%+v, %v", r.records, r.err)
	}
}

// The inputs change between plan and work.
func TestInputsThatChangeAreFailures(t *testing.T) {
	in, out := t.TempDir(), filepath.Join(t.TempDir(), "out")
	for _, name := range []string{"gone", "grown", "kept", "shrunk", "touched"} {
		write(t, in+"/"+name+".png", picture(t, 30, 20))
	}
	opt := defaults(out, in)
	opt.Geometry.Width = 10
	r := start(t, t.Context(), opt, -1, func(j *Job) pool.Job[*Item, *Result] {
		os.Remove(in + "/gone.png")
		write(t, in+"/grown.png", append(picture(t, 30, 20), 0))
		write(t, in+"/shrunk.png", picture(t, 30, 20)[:100])
		os.Chtimes(in+"/touched.png", time.Time{}, time.Unix(1, 0))
		return j
	})
	if r.err != nil || r.total.Done != 1 || r.total.Failed != 4 {
		t.Fatalf("%+v, %v", r.total, r.err)
	}
	for i, want := range []string{"no such file", "changed during the run", "", "changed during the run", "changed during the run"} {
		if !strings.Contains(r.records[i].Reason, want) {
			t.Errorf("%s: %q, want %q", r.records[i].Item, r.records[i].Reason, want)
		}
	}
}

// An output that appears after the plan was made is not replaced.
func TestAnOutputThatAppearsIsNotReplaced(t *testing.T) {
	in, out := t.TempDir(), filepath.Join(t.TempDir(), "out")
	write(t, in+"/a.png", picture(t, 30, 20))
	write(t, in+"/b.png", picture(t, 30, 20))
	opt := defaults(out, in)
	opt.Geometry.Width = 10
	r := start(t, t.Context(), opt, -1, func(j *Job) pool.Job[*Item, *Result] {
		write(t, out+"/a.png", []byte("mine"))
		return j
	})
	if r.err != nil || r.total.Done != 1 || r.total.Failed != 1 {
		t.Fatalf("%+v, %v", r.total, r.err)
	}
	if got, _ := os.ReadFile(out + "/a.png"); string(got) != "mine" {
		t.Errorf("a.png is %q", got)
	}
}

// However the workers are scheduled, the run stops after the same item.
func TestTooManyFailuresStopAtTheSameItem(t *testing.T) {
	in := t.TempDir()
	for i := range 40 {
		data := picture(t, 30+i%7*40, 20)
		if i%10 == 9 {
			data = data[:45] // without a row
		}
		write(t, fmt.Sprintf("%s/%02d.png", in, i), data)
	}
	for range 10 {
		out := filepath.Join(t.TempDir(), "out")
		opt := defaults(out, in)
		opt.Geometry.Width = 10
		opt.Workers = 7
		r := start(t, t.Context(), opt, 1, nil)
		if !errors.Is(r.err, processors.ErrTooManyFailures) || len(r.records) != 20 {
			t.Fatalf("%d records, %v", len(r.records), r.err)
		}
		if got := names(t, out); len(got) != 18 || got[17] != "18.png" {
			t.Fatalf("%d outputs: %v", len(got), got)
		}
	}
}

// An interruption keeps what is complete and removes what is not.
func TestCancelLeavesOnlyWholeOutputs(t *testing.T) {
	in, out := t.TempDir(), filepath.Join(t.TempDir(), "out")
	for i := range 200 {
		write(t, fmt.Sprintf("%s/%03d.png", in, i), picture(t, 60, 40))
	}
	stop := errors.New("stop")
	ctx, cancel := context.WithCancelCause(t.Context())
	opt := defaults(out, in)
	opt.Geometry.Width = 10
	r := start(t, ctx, opt, -1, func(j *Job) pool.Job[*Item, *Result] {
		return &cancelling{Job: j, after: 100, cancel: func() { cancel(stop) }}
	})
	if !errors.Is(r.err, stop) {
		t.Fatal(r.err)
	}
	// Each worker may have one more picture ready when the context ends.
	got := names(t, out)
	if len(got) != int(r.total.Done) || len(got) < 100 || len(got) > 100+opt.Workers {
		t.Errorf("%d outputs, %d reported", len(got), r.total.Done)
	}
	for i, name := range got {
		if want := fmt.Sprintf("%03d.png", i); name != want {
			t.Fatalf("output %d is %s", i, name)
		}
	}
}

// A cancelling job cancels the run when the first items, as many as after says,
// are merged. Until then, no worker begins a later one.
type cancelling struct {
	*Job
	after   int64
	cancel  func()
	items   atomic.Int64
	results int64
}

func (c *cancelling) NewWorker() pool.Worker[*Item, *Result] {
	work := c.Job.NewWorker()
	return func(ctx context.Context, it *Item) (*Result, error) {
		if c.items.Add(1) > c.after {
			<-ctx.Done()
		}
		return work(ctx, it)
	}
}

func (c *cancelling) Merge(r *Result) error {
	err := c.Job.Merge(r)
	if c.results++; c.results == c.after {
		c.cancel()
	}
	return err
}
