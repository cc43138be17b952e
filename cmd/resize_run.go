package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"fanout/internal/journal"
	"fanout/internal/wait"
	"fanout/pool"
	"fanout/processors"
	"fanout/processors/resize"
)

// runResize makes the plan, and runs it unless only the plan was asked for.
func runResize(ctx context.Context, sys *IO, o *resizeOptions) error {
	// Few and large allocations: collecting twice as often as usual costs next
	// to nothing, and saves a quarter of the memory.
	use := o.applyLimits(sys, 50)
	o.job.Workers, o.job.Memory = use.workers, use.memory

	plan, err := wait.Patiently(ctx, func() (*resize.Plan, error) { return resize.NewPlan(ctx, &o.job) })
	if err != nil {
		return planFailure(ctx, err)
	}
	if err := errNoImages(plan, len(o.job.Include)+len(o.job.Exclude) > 0); err != nil {
		return err
	}
	outputs := append([]output{{flag: "--journal", path: plan.Journal()}}, o.reports()...)
	if err := checkOutputs(sys, outputs, plan.Uses); err != nil {
		return err
	}
	if o.dryRun {
		return printPlan(sys, plan)
	}
	return runJob(ctx, sys, &o.sharedOptions, o.task(ctx, plan))
}

// errNoImages returns a noMatchError if plan holds no image, not even one that
// cannot be resized or need not be.
func errNoImages(plan *resize.Plan, filtered bool) error {
	for _, it := range plan.Items {
		if it.Work() || it.Err != nil || it.Format != nil {
			return nil
		}
	}
	none := &noMatchError{text: "no image found"}
	switch {
	case len(plan.Items) > 0:
		none.text = fmt.Sprintf("no image among %s", plural(len(plan.Items), "file"))
	case len(plan.Empty) > 0:
		none.text = fmt.Sprintf("no file matches %q", plan.Empty[0])
	}
	if filtered {
		none.hint = "--include and --exclude may have left all out"
	}
	if plan.Folders > 0 {
		none.hint = fmt.Sprintf("%s not searched; use -r to descend into folders", plural(plan.Folders, "folder"))
	}
	return none
}

// task returns the work on plan.
func (o *resizeOptions) task(ctx context.Context, plan *resize.Plan) task[*resize.Item, *resize.Result] {
	var job *resize.Job
	again := o.again(plan)
	return task[*resize.Item, *resize.Result]{
		verb: "resizing", noun: "images", items: int64(len(plan.Items)), replace: o.replaces(),
		start: func(run *jobRun) (processors.Processor[*resize.Item, *resize.Result], pool.Options, error) {
			var err error
			job, err = resize.NewJob(ctx, &o.job, plan, run.Monitor)
			return job, pool.Options{Workers: o.job.Workers, Budget: o.job.Memory}, o.withHint(err, again)
		},
		finish: func(_ pool.Stats, err error) (*summary, error) {
			total := job.Total()
			if err == nil && total.Failed+total.Damaged > 0 {
				err = errFailures
			}
			return &summary{
				Command: "resize", noun: "image",
				Done: total.Done, Failed: total.Failed, Skipped: total.Skipped,
				BytesIn: total.BytesIn, BytesOut: total.BytesOut,
				notes: resizeNotes(plan, total),
			}, o.withHint(err, again)
		},
	}
}

// replaces reports whether the run replaces the report of an earlier one.
func (o *resizeOptions) replaces() bool {
	return o.job.Overwrite || o.job.Update || o.job.Resume || o.job.RetryFailed
}

// withHint adds the user's next step to an error of the run; again says how to
// go on with it.
func (o *resizeOptions) withHint(err error, again string) error {
	var sig *signalError
	var unwritten *journal.Error
	switch {
	case errors.As(err, &sig):
		return &hintedError{err, "to go on, " + again}
	case errors.As(err, &unwritten) && !diskFull(err):
		return &hintedError{err, "keep the journal elsewhere with --journal FILE, or do without by --journal none"}
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return &hintedError{err, "choose an output folder that can be written to with -o"}
	}
	return withSystemHint(err, again)
}
