package cmd

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/dustin/go-humanize"

	"fanout/internal/inputs"
	"fanout/internal/part"
	"fanout/pool"
	"fanout/processors"
	"fanout/processors/resize"
)

// prepareShard tells the job what is its share, and what it needs to know of
// the folder of the parts.
func (o *resizeOptions) prepareShard() {
	o.job.Unseen = part.Folder(o.output)
	if o.shard.Whole() {
		return
	}
	o.job.Shard = o.shard.Shard
	var begun bool
	if o.job.Since, begun = part.Begun(o.job.Unseen); !begun {
		o.job.Since = time.Now()
	}
}

// beginShard begins the part of a shard. It returns nil if the run is no shard.
// done reports that the shard has its part already.
func (o *resizeOptions) beginShard(ctx context.Context, plan *resize.Plan) (run *shardRun, done bool, err error) {
	if o.shard.Whole() {
		return nil, false, nil
	}
	run, err = o.openShard(ctx, plan.Fingerprint(), nil, nil)
	if err != nil || run != nil {
		return run, false, err
	}
	return nil, true, o.checkDone(ctx, plan)
}

// checkDone returns an error if inputs of a shard that is done have changed
// since: its part is not what the same command would make now.
func (o *resizeOptions) checkDone(ctx context.Context, plan *resize.Plan) error {
	dir := part.Folder(o.output)
	r, err := part.Open(part.Path(dir, o.shard.Shard))
	if err != nil {
		return err
	}
	defer r.Close()
	changed, err := plan.ChangedSince(ctx, r)
	if err != nil || changed == "" {
		return err
	}
	return &planError{&hintedError{
		fmt.Errorf("%q has changed since shard %s was done", changed, o.shard.Shard),
		fmt.Sprintf("remove %s and run all shards again, with --update if they have been merged", shellWord(dir)),
	}}
}

// runJoin joins the parts of a run's shards.
func runJoin(ctx context.Context, sys *IO, o *resizeOptions) error {
	if err := o.checkJoined(); err != nil {
		return err
	}
	plan, err := planned(ctx, &o.sharedOptions, func() (*resize.Plan, error) { return resize.NewJoinPlan(ctx, &o.job) })
	if err != nil {
		return planFailure(ctx, err)
	}
	if err := o.checkParts(plan.Fingerprint(), nil); err != nil {
		return err
	}
	join, err := planned(ctx, &o.sharedOptions, func() (*resize.Join, error) {
		return resize.NewJoin(ctx, plan, o.parts.Plan.Shards, func(i int) (resize.PartReader, error) { return o.parts.Open(i) })
	})
	if err != nil {
		return err
	}
	if !join.Images {
		return o.noImages(plan, int(join.Items), int(join.Unfit))
	}
	outputs := append([]output{{flag: "--journal", path: plan.Journal()}}, o.reports()...)
	if err := checkOutputs(sys, outputs, func(id inputs.Identity) bool { return join.Uses(ctx, &o.job, id) }); err != nil {
		return err
	}
	return runJob(ctx, sys, &o.sharedOptions, o.joinTask(ctx, join))
}

// checkJoined refuses another output folder than that of the shards, in which
// the pictures are. It is called as the shards have called it.
func (o *resizeOptions) checkJoined() error {
	p := o.parts.Plan
	there := p.Output
	if !filepath.IsAbs(there) {
		there = filepath.Join(p.Folder, there)
	}
	switch real := inputs.Real(o.output); {
	case real == inputs.Real(there):
		if real == inputs.Real(p.Output) {
			o.job.Output = p.Output
		}
	case inputs.Real(part.Folder(o.output)) != inputs.Real(o.parts.Dir):
		return usage("-o %s: the shards have written their images to %q, and they stay there", shellWord(o.output), there)
	}
	return nil
}

// joinTask returns the work on join.
func (o *resizeOptions) joinTask(ctx context.Context, join *resize.Join) task[*resize.JoinBatch, *resize.JoinBatch] {
	var job *resize.JoinJob
	const again = "merge again"
	return task[*resize.JoinBatch, *resize.JoinBatch]{
		verb: "joining", noun: "images", items: join.Items, replace: o.replaces(),
		start: func(run *jobRun) (processors.Processor[*resize.JoinBatch, *resize.JoinBatch], pool.Options, error) {
			job = resize.NewJoinJob(ctx, &o.job, join, run.Monitor)
			// A few batches ahead suffice, and take little memory.
			return job, pool.Options{Workers: o.job.Workers, Window: 2*o.job.Workers + 8, Budget: o.job.Memory}, nil
		},
		finish: func(_ pool.Stats, err error) (*summary, error) {
			return o.summarize(join.Plan, job.Total(), err, again)
		},
	}
}

// summarize returns the summary of a run that has ended with err, and its
// error.
func (o *resizeOptions) summarize(plan *resize.Plan, total resize.Total, err error, again string) (*summary, error) {
	if err == nil && total.Failed+total.Damaged > 0 {
		err = errFailures
	}
	s := &summary{
		Command: "resize", noun: "image", verb: "resized",
		Done: total.Done, Failed: total.Failed, Skipped: total.Skipped,
		BytesIn: total.BytesIn, BytesOut: total.BytesOut,
		counts: resizeCounts(&total), notes: o.notes(plan, total),
	}
	if total.Done > 0 {
		s.figures = []string{formatBytes(total.BytesIn) + " to " + formatBytes(total.BytesOut)}
	}
	if kept := total.KeptSize; kept > 0 && o.job.Geometry.Asked() {
		s.done = humanize.Comma(kept) + " kept " + its(kept) + " size"
	}
	return s, o.withHint(err, again)
}

// shardAgain says how to continue a shard that has ended early.
const shardAgain = "run the same command: finished images are kept if they are the same"

// beginPart has the job of a shard write its part. After an error nothing is
// left of it.
func beginPart(job *resize.Job, run *shardRun) error {
	err := job.WritePart(run)
	if err != nil {
		err = errors.Join(err, job.Finish(nil))
	}
	return err
}
