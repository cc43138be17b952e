package resize

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"slices"
	"time"

	"fanout/internal/files"
	"fanout/pool"
	"fanout/processors"
	"fanout/processors/resize/format"
)

// A Job carries a plan out. It is the pool's job with one picture a chunk.
type Job struct {
	opt     *Options
	plan    *Plan
	out     *files.Output
	slots   openSlots
	monitor processors.Monitor
	journal jobJournal
	part    *partWriter // of a shard, which leaves the journal to the merge
	largest int64       // bytes of the largest file

	group group // results not yet committed
	total Total
}

// A Result is what became of one item in its worker.
type Result struct {
	item *Item
	err  error
	temp *files.Temp // written, not yet committed; nil unless done
	sum  checksum    // of what temp holds
	made time.Time   // when its content was written
	icc  iccFate

	content *checksum // of the input, with Options.Checksum

	tagDropped bool            // its orientation tag, which the output cannot hold
	frames     int             // of an animation that is kept
	found      format.Findings // what is wrong with the input, of which the output shows what there is
}

var _ processors.Processor[*Item, *Result] = (*Job)(nil)

// Name returns that of the item.
func (r *Result) Name() string { return r.item.Name() }

// NewJob opens the output folder for plan. Finish must be called. The end of
// ctx ends waits for other runs.
func NewJob(ctx context.Context, opt *Options, plan *Plan, monitor processors.Monitor) (*Job, error) {
	folders, largest := map[string]bool{}, int64(0)
	for _, it := range plan.Items {
		if it.Work() {
			folders[path.Dir(it.Target)] = true
			largest = max(largest, it.stamp.Size)
		}
	}
	var names []string
	for f := range folders {
		names = append(names, f)
	}
	out, err := files.Open(plan.Root, files.Options{Folders: names, Overwrite: opt.Overwrite || opt.Update})
	if err != nil {
		return nil, err
	}
	monitor.Tally.Items.Store(int64(len(plan.Items)))
	monitor.Tally.Bytes.Store(plan.Bytes)
	return &Job{
		opt: opt, plan: plan, out: out, slots: newOpenSlots(), monitor: monitor, largest: largest,
		journal: jobJournal{ctx: ctx, opt: opt, plan: plan},
	}, nil
}

// WritePart has the job write what a shard's part holds to w, before the pool
// runs it. A part is complete if the job has ended without an error.
func (j *Job) WritePart(w io.Writer) error {
	j.part = newPartWriter(w)
	return j.part.begin(j.plan)
}

// Total returns what is final so far.
func (j *Job) Total() Total { return j.total }

// Weight is the memory that the work on it takes, for the pool's budget.
func (it *Item) Weight() int64 {
	if it.Work() {
		return it.memory
	}
	return 0
}

// Chunks yields the items of the plan, in order.
func (j *Job) Chunks() iter.Seq2[*Item, error] {
	return func(yield func(*Item, error) bool) {
		for _, it := range j.plan.Items {
			if !yield(it, nil) {
				return
			}
		}
	}
}

// NewWorker returns a worker with buffers of its own.
func (j *Job) NewWorker() pool.Worker[*Item, *Result] {
	w := newWorker(j.opt, j.out, j.slots)
	w.file.Get(int(min(j.largest, int64(w.keep)))) // it would become that large in steps
	return func(ctx context.Context, it *Item) (*Result, error) {
		r := &Result{item: it, err: it.Err}
		if it.Work() {
			if err := w.resize(ctx, r); err != nil {
				return nil, err
			}
		}
		if it.stands {
			it.earlier.recall(r)
		}
		j.count(r)
		return r, nil
	}
}

// Recovered turns a panic over an item into its failure.
func (j *Job) Recovered(it *Item, err *pool.PanicError) *Result {
	r := &Result{item: it, err: fmt.Errorf("panic while it was worked on: %v", err.Value)}
	j.count(r)
	return r
}

// count adds r, whose worker is done with it, to the tally.
func (j *Job) count(r *Result) {
	tally := j.monitor.Tally
	switch {
	case r.item.Skip != "":
		tally.Skipped.Add(1)
		return
	case r.err != nil:
		tally.Failed.Add(1)
	default:
		tally.Done.Add(1)
		tally.BytesMade.Add(r.temp.Size())
	}
	if r.item.Work() {
		tally.BytesRead.Add(r.item.inputBytes())
	}
}

// A group is committed as a whole: synced together, renamed, each folder
// synced once.
type group struct {
	results []*Result
	temps   []*files.Temp
	bytes   int64
	opened  time.Time
}

// A group is full at 64 files, where another file no longer lowers the cost of
// a sync; at 64 MiB, so that little is lost to a crash; or after a second, so
// that slow work shows its results.
const (
	groupFiles = 64
	groupBytes = 64 << 20
	groupAge   = time.Second
)

// Merge takes a result into the group, and commits the group when it is full.
func (j *Job) Merge(r *Result) error {
	g := &j.group
	if len(g.results) == 0 {
		g.opened = time.Now()
	}
	g.results = append(g.results, r)
	if r.temp != nil {
		g.temps = append(g.temps, r.temp)
		g.bytes += r.temp.Size()
	}
	// A failure may be one too many; nothing after it may count.
	full := len(g.temps) >= groupFiles || g.bytes >= groupBytes || len(g.results) >= 16*groupFiles ||
		time.Since(g.opened) >= groupAge
	if full || r.err != nil && j.monitor.Limit.Max >= 0 {
		j.monitor.Stage(processors.Committing)
		return j.commit()
	}
	return nil
}

// commit makes the group final: commits its outputs, tells the journal, and
// reports its items in order. Without the journal nothing is final.
func (j *Job) commit() error {
	g := j.group
	j.group = group{}
	if j.part == nil {
		if err := j.journal.open(slices.ContainsFunc(g.results, recorded)); err != nil {
			return err
		}
	}
	committed, err := j.out.Commit(g.temps)
	final := g.results[:0]
	for _, r := range g.results {
		if r.temp != nil {
			var done error
			done, committed = committed[0], committed[1:]
			if done = j.adopt(r, done); done != nil && !files.OfItem(done) {
				err = cmp.Or(err, done)
				continue // the run's error: neither done nor the item's fault
			}
			r.err, r.made = done, cmp.Or(r.made, r.temp.ModTime())
		}
		final = append(final, r)
	}
	if written := j.journal.write(final); written != nil {
		return cmp.Or(err, written)
	}
	for _, r := range final {
		if reported := j.report(r); reported != nil && err == nil {
			err = reported
		}
	}
	return err
}

// adopt returns the error of the commit of r. If that is that its output exists
// already, but a run that was killed may have made it, it is none if the output
// holds the same.
func (j *Job) adopt(r *Result, err error) error {
	if exists := (*files.ExistsError)(nil); !r.item.compare || !errors.As(err, &exists) {
		return err
	}
	info, adoptErr := j.out.Adopt(r.item.Target, func(f *os.File, info fs.FileInfo) (bool, error) {
		if info.Size() != r.temp.Size() {
			return false, nil
		}
		sum, err := checksumOf(context.Background(), f)
		return sum == sumText(r.sum), err
	})
	switch sync := (*files.SyncError)(nil); {
	case info != nil:
		r.made = info.ModTime()
		return nil
	case errors.As(adoptErr, &sync):
		return adoptErr
	}
	return err
}

// report makes r final.
func (j *Job) report(r *Result) error {
	rec, c := r.record(j.opt, j.plan.Root), r.counts(j.opt)
	j.total.add(rec, &c)
	err := j.monitor.Report(rec)
	if err == nil && j.part != nil {
		err = j.part.add(j.told(r, rec, c))
	}
	return err
}

// finish commits what is complete.
func (j *Job) finish() error {
	defer j.journal.close()
	return j.commit()
}

// Finish commits what is complete, removes every temporary and unlocks the
// output folder.
func (j *Job) Finish(err error) error {
	for _, last := range []error{j.finish(), j.out.Close()} {
		if err == nil {
			err = last
		}
	}
	return err
}
