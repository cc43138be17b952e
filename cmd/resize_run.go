package cmd

import (
	"context"
	"errors"
	"io/fs"
	"syscall"

	"fanout/internal/journal"
	"fanout/pool"
	"fanout/processors"
	"fanout/processors/resize"
)

// runResize makes the plan, and runs it unless only the plan was asked for.
func runResize(ctx context.Context, sys *IO, o *resizeOptions) error {
	// Few and large allocations: collecting twice as often as usual costs
	// next to nothing, and saves a quarter of the memory. But while the heap
	// grows it takes a tenth of the time of a short run, as a shard often is.
	garbage := 50
	if !o.shard.Whole() {
		garbage = 200
	}
	use := o.applyLimits(sys, garbage)
	o.job.Workers, o.job.Memory = use.workers, use.memory

	o.prepareShard()
	if o.parts != nil {
		return runJoin(ctx, sys, o)
	}
	plan, err := planned(ctx, &o.sharedOptions, func() (*resize.Plan, error) { return resize.NewPlan(ctx, &o.job) })
	if err != nil {
		return planFailure(ctx, err)
	}
	// The images may be other shards'.
	if o.shard.Whole() && !plan.HasImages() {
		return o.errNoImages(sys, plan)
	}
	outputs := append([]output{{flag: "--journal", path: plan.Journal()}}, o.reports()...)
	if err := checkOutputs(sys, outputs, plan.Uses); err != nil {
		return err
	}
	if o.dryRun {
		return o.printPlan(sys, plan)
	}
	shard, done, err := o.beginShard(ctx, plan)
	if err != nil || done {
		return err
	}
	if shard != nil {
		defer shard.Discard()
	}
	return runJob(ctx, sys, &o.sharedOptions, o.task(ctx, plan, shard))
}

// task returns the work on plan. shard takes what becomes of it; nil: it is no
// shard.
func (o *resizeOptions) task(ctx context.Context, plan *resize.Plan, shard *shardRun) task[*resize.Item, *resize.Result] {
	var job *resize.Job
	again := o.again(plan)
	return task[*resize.Item, *resize.Result]{
		verb: "resizing", noun: "images", items: plan.Whole(), replace: o.replaces(),
		start: func(run *jobRun) (processors.Processor[*resize.Item, *resize.Result], pool.Options, error) {
			var err error
			job, err = resize.NewJob(ctx, &o.job, plan, run.Monitor)
			if err == nil && shard != nil {
				err = beginPart(job, shard)
			}
			return job, pool.Options{Workers: o.job.Workers, Budget: o.job.Memory}, o.withHint(err, again)
		},
		finish: func(_ pool.Stats, err error) (*summary, error) {
			s, err := o.summarize(plan, job.Total(), err, again)
			if shard != nil {
				err = shard.finish(s, err)
			}
			return s, err
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
		return &hintedError{err, "to continue, " + again}
	case errors.As(err, &unwritten) && !diskFull(err):
		return &hintedError{err, "keep the journal elsewhere with --journal FILE, or do without one with --journal none"}
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return &hintedError{err, "name another output with -o"}
	}
	return withSystemHint(err, again)
}
