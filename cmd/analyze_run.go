package cmd

import (
	"context"
	"fmt"
	"slices"

	"fanout/pool"
	"fanout/processors"
	"fanout/processors/analyze"
	"fanout/processors/analyze/hint"
	"fanout/processors/analyze/profile"
)

// runAnalyze makes the plan, and runs it unless only the plan was asked for.
func runAnalyze(ctx context.Context, sys *IO, o *analyzeOptions) error {
	// Tables of values are given up all at once, and little is allocated after
	// that: garbage is cheaper collected than kept. A shard or a merge ends
	// before much of it is.
	o.job.Shards = !o.shard.Whole() || o.parts != nil
	garbage := 35
	if o.job.Shards {
		garbage = 200
	}
	use := o.applyLimits(sys, garbage)
	o.job.Workers, o.job.Source.Memory = use.workers, use.memory
	if !o.dryRun {
		o.job.Shard = o.shard.Shard
	}
	if slices.Contains(o.job.Source.Paths, "-") {
		o.readsStdin()
		o.sayTyped()
	}
	plan, err := planned(ctx, &o.sharedOptions, func() (*analyze.Plan, error) { return analyze.NewPlan(ctx, &o.job) })
	if err != nil {
		return planFailure(ctx, err)
	}
	if len(plan.Sources) == 0 {
		chosen := len(o.job.Source.Include)+len(o.job.Source.Exclude) > 0
		return csvFiles.errNone(o.job.Source.Paths, chosen, &plan.Left, 0)
	}
	if o.shard.Whole() {
		if err := o.errEmpty(plan); err != nil {
			return err
		}
	}
	if err := checkOutputs(sys, o.outputs(), plan.Uses); err != nil {
		return err
	}
	if err := o.checkMerge(plan); err != nil {
		return err
	}
	if err := o.fit(sys, plan, &use); err != nil {
		return err
	}
	if o.dryRun {
		o.sayShare(plan)
		return o.printSources(sys, plan)
	}
	if !o.shard.Whole() {
		return o.runShard(ctx, sys, plan, use)
	}
	if o.output == "-" {
		if err := sys.checkStdout(); err != nil {
			return err
		}
	}
	if !o.quiet {
		_ = o.printSources(sys, plan)
		o.printFormat(sys)
		o.saySurprises()
	}
	return runJob(ctx, sys, &o.sharedOptions, o.task(ctx, sys, plan, use))
}

// runShard does one shard of plan, unless that is done already.
func (o *analyzeOptions) runShard(ctx context.Context, sys *IO, plan *analyze.Plan, use resources) error {
	shard, err := o.beginShard(ctx, plan)
	if err != nil || shard == nil {
		return err
	}
	defer shard.Discard()
	if !o.quiet {
		_ = o.printSources(sys, plan)
		o.sayShare(plan)
	}
	return runJob(ctx, sys, &o.sharedOptions, o.shardTask(ctx, plan, use, shard))
}

// csvFiles are what analyze takes from folders.
var csvFiles = folderKind{"CSV files", ".csv, .tsv …", ".csv, .tsv, .tab and .psv"}

// task returns the work on plan.
func (o *analyzeOptions) task(ctx context.Context, sys *IO, plan *analyze.Plan, use resources) task[*analyze.Chunk, *analyze.Result] {
	o.job.Workers = use.workers
	out := &analyzeOutput{left: len(plan.Datasets)}
	var job *analyze.Job
	var left, notes []string
	var kinds valueKinds
	replace := o.overwrite.value == "always"
	return task[*analyze.Chunk, *analyze.Result]{
		verb: "analyzing", noun: "files", items: int64(len(plan.Sources)), replace: replace,
		start: func(run *jobRun) (processors.Processor[*analyze.Chunk, *analyze.Result], pool.Options, error) {
			err := out.open(ctx, sys, o, replace)
			if left = csvFiles.leftNotes(&plan.Left); o.saysBefore(left) {
				left = nil
			}
			job = o.newJob(ctx, plan, run.Monitor, o.hooks(ctx, run, out, &notes, &kinds))
			return job, pool.Options{Workers: use.workers, Budget: use.memory}, err
		},
		finish: func(_ pool.Stats, err error) (*summary, error) {
			total := job.Total()
			if err == nil && total.Datasets > 0 {
				notes = append(notes, kinds.idle(o.line.Changed)...)
			}
			err = out.finish(total.Datasets > 0, err)
			if err == nil && total.Failed > 0 {
				err = errFailures
			}
			return &summary{
				Command: "analyze", noun: "file", verb: "analyzed",
				Done: total.Done, Failed: total.Failed, Skipped: total.Skipped,
				counts: analyzeCounts(total), figures: analyzeFigures(total),
				BytesIn: total.Bytes, BytesOut: out.size(), reached: total.Done + total.Failed + 1, // the one that is being written
				quiet:     o.output == "-" && o.rejects == "",
				Discarded: failed(err) && (o.output != "-" || total.Datasets == 0),
				notes:     slices.Concat(mergeNotes(job), left, notes),
			}, mergeFailure(withSystemHint(err, runAgain))
		},
		discard: out.discard,
	}
}

// hooks returns the functions that take the results, and add to the notes of
// the summary.
func (o *analyzeOptions) hooks(ctx context.Context, run *jobRun, out *analyzeOutput, notes *[]string, kinds *valueKinds) analyze.Hooks {
	hooks := analyze.Hooks{
		Report: func(r *profile.Report) error {
			hint.Name(r.Hints, flagsOf)
			for i := range r.Columns {
				hint.Name(r.Columns[i].Hints, flagsOf)
			}
			kinds.add(r)
			if said := o.reportNotes(r); !o.saysBefore(said) {
				*notes = append(*notes, said...)
			}
			if out.left--; out.left == 0 && out.file == nil {
				run.meter.Clear()
			}
			return out.write(ctx, r)
		},
		Warn: func(place, text string) {
			if !o.quiet {
				run.meter.Println(fmt.Sprintf("fanout: warning: %s: %s", show(place, false), text))
			}
		},
	}
	if out.rejects != nil {
		hooks.Bad = func(b *analyze.BadRow) error { return out.encoder.Encode(b) }
	}
	return hooks
}
