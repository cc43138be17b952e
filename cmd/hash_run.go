package cmd

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"slices"

	"github.com/dustin/go-humanize"
	"golang.org/x/term"

	"fanout/internal/files"
	"fanout/internal/inputs"
	"fanout/pool"
	"fanout/processors"
	"fanout/processors/hash"
	"fanout/processors/hash/format"
	"fanout/processors/hash/source"
)

// runHash hashes or verifies a list.
func runHash(ctx context.Context, sys *IO, o *hashOptions) error {
	use := o.applyLimits(sys, 100)
	o.job.Workers, o.job.Memory = use.workers, use.memory
	o.job.Rand = rand.Reader
	o.job.Streams = hash.Streams{
		In: sys.In, Out: sys.Out,
		IsTerminal: func(f *os.File) bool { return term.IsTerminal(int(f.Fd())) },
	}
	if sys.ReadPassword != nil {
		o.job.Streams.Type = func(ctx context.Context) ([]byte, error) { return typeList(ctx, sys) }
	}
	o.job.Opened = func(in *source.Set, rows int64, t source.Tally) error { return o.checkList(sys, in, rows, t) }
	if o.fromStdin() || o.job.Verify == "-" || o.audit == "-" {
		o.readsStdin()
	}
	keepSecrets()
	if err := patiently(ctx, func() error { return o.findLists(ctx) }); err != nil {
		return err
	}
	if err := patiently(ctx, func() error { return o.readPepper(sys) }); err != nil {
		return err
	}
	if err := checkOutputs(sys, o.outputs(), o.uses); err != nil {
		return err
	}
	switch {
	case o.audit != "":
		return patiently(ctx, func() error { return o.auditHashes(ctx, sys) })
	case o.tune != 0:
		return patiently(ctx, func() error { return o.findCosts(ctx, sys) })
	case o.job.Verify != "":
		return o.verifyList(ctx, sys)
	}
	if o.job.ToStream() && !o.dryRun {
		if err := sys.checkStdout(); err != nil {
			return err
		}
	}
	return o.hashList(ctx, sys)
}

// outputs are what the run writes.
func (o *hashOptions) outputs() []output {
	outputs := o.reports()
	if o.job.ToStream() && o.job.Verify == "" {
		outputs = append(outputs, output{flag: "--output", path: "-", data: true})
	}
	return outputs
}

// uses reports whether id is a file of the run other than a report.
func (o *hashOptions) uses(id inputs.Identity) bool {
	return o.job.Uses(id) || id.IsInput(o.pepperFile)
}

// hashList makes the plan, and runs it unless only the plan was asked for.
func (o *hashOptions) hashList(ctx context.Context, sys *IO) error {
	o.job.Shard, o.job.Merge = o.shard.Shard, o.parts != nil
	plan, err := planned(ctx, &o.sharedOptions, func() (*hash.Plan, error) { return hash.NewPlan(ctx, &o.job) })
	o.typed = false // the whole list has been
	if err != nil {
		return refused(err)
	}
	defer plan.Close()
	if err := o.checkMerge(plan); err != nil {
		return err
	}
	shard, done, err := o.beginShard(ctx, plan)
	if err != nil || done {
		return err
	}
	if shard != nil {
		defer shard.Discard()
	}
	if err := patiently(ctx, func() error { return o.printPlan(ctx, sys, plan) }); err != nil || o.dryRun {
		return err
	}
	var job *hash.Job
	return runJob(ctx, sys, &o.sharedOptions, task[*hash.Chunk, *hash.Result]{
		verb: "hashing", noun: "passwords", items: plan.Share(), named: namedRows, replace: o.job.Overwrite || o.job.Resume,
		start: func(run *jobRun) (_ processors.Processor[*hash.Chunk, *hash.Result], _ pool.Options, err error) {
			job, err = o.newJob(ctx, plan, shard, run.Monitor)
			return job, plan.Pool(), refused(err)
		},
		finish: func(_ pool.Stats, err error) (*summary, error) { return o.finish(plan, job, shard, err) },
		lost:   func() bool { return job.Lost() },
		discard: func() {
			if job != nil {
				job.Close()
			}
		},
	})
}

// newJob returns the job: to hash the list or a shard of it, or to merge parts.
func (o *hashOptions) newJob(ctx context.Context, plan *hash.Plan, shard *shardRun, m processors.Monitor) (*hash.Job, error) {
	switch {
	case shard != nil:
		return hash.NewShard(plan, shard, m), nil
	case o.parts != nil:
		open := func(i int) (io.ReadCloser, error) { return o.parts.Open(i) }
		return hash.NewMerge(ctx, plan, o.parts.Plan.Shards, open, m)
	}
	return hash.NewJob(ctx, plan, m)
}

// finish makes the output final if err, the end of the job, is nil.
func (o *hashOptions) finish(plan *hash.Plan, job *hash.Job, shard *shardRun, err error) (*summary, error) {
	if err == nil {
		err = refused(job.Commit())
	} else if lost := job.Close(); lost != nil {
		err = lost // the message after a signal promises that all is kept
	}
	total := job.Total()
	var written []string
	if err == nil && shard == nil {
		written = o.presetNotes(plan)
	}
	if err == nil && total.Failed > 0 {
		err = errFailures
	}
	var gone *hash.ReaderGoneError
	reached := int64(0)
	if errors.As(err, &gone) {
		reached = total.Done + total.Failed + gone.Rows
	}
	s := &summary{
		Command: "hash", noun: "password", verb: "hashed", Done: total.Done, Failed: total.Failed, Skipped: total.Blank,
		counts:  []counted{{n: total.Blank, key: "empty_line", one: "empty line", several: "empty lines"}},
		BytesIn: total.BytesIn, BytesOut: total.BytesOut, earlier: total.EarlierDone, reached: reached,
		notes: slices.Concat(hashNotes(total), o.lateNotes(total.Read), written),
	}
	if total.EarlierDone > 0 {
		s.done = humanize.Comma(total.EarlierDone) + " by an earlier run"
	}
	if errors.As(err, new(*hash.PartError)) {
		err = &planError{err}
	}
	err = o.withHint(err, job.Resumable())
	if shard != nil {
		err = shard.finish(s, err)
	}
	return s, err
}

// checkList refuses a percentage of a list whose length is not known, and says
// how the list is read.
func (o *hashOptions) checkList(sys *IO, in *source.Set, rows int64, t source.Tally) error {
	if rows == 0 && o.maxErrors.percent > 0 {
		return wrongValue("max-errors", o.maxErrors.text, "must be a number here, as it is not known how many passwords %q will hold", o.job.Inputs[0])
	}
	o.sayLists(sys, in)
	return nil
}

// refused returns a reason not to run as the error that the command ends with.
func refused(err error) error {
	switch {
	case errors.As(err, new(*hash.EmptyError)):
		return &noMatchError{text: err.Error()}
	case errors.As(err, new(*format.FormatError)):
		return &planError{&hintedError{err, "a list of hashes is what fanout hash --format writes, a password file, a table or LDIF; for the import files of a system, add --preset NAME"}}
	case errors.Is(err, hash.ErrInputIsOutput):
		return &usageError{err: err}
	case errors.Is(err, hash.ErrNotSharded):
		return usage("--shard %w", err)
	case errors.Is(err, hash.ErrNotResumable):
		return usage("--resume %w", err)
	case errors.As(err, new(*hash.OutputError)), errors.As(err, new(*hash.PresetError)), errors.As(err, new(*hash.ResumeError)), errors.As(err, new(*hash.MemoryError)), errors.As(err, new(*hash.StyleError)),
		errors.As(err, new(*hash.ListMemoryError)), errors.As(err, new(*source.RefusedError)), errors.As(err, new(*inputs.PathError)):
		return &planError{err}
	}
	return err
}

// withHint adds the user's next step to an error of the run.
func (o *hashOptions) withHint(err error, resumable bool) error {
	if !resumable {
		return withSystemHint(err, runAgain)
	}
	const again = "run the same command with --resume"
	stopped := errors.Is(err, processors.ErrTooManyFailures)
	var sig *signalError
	var exists *files.ExistsError
	switch {
	case errors.As(err, &sig):
		return &hintedError{err, "to continue, " + again}
	case stopped && o.onError.value == "abort":
		return &hintedError{err, "to continue despite them, run the same command with --resume --on-error skip"}
	case stopped:
		return &hintedError{err, "to continue despite them, run the same command with --resume and a higher --max-errors"}
	case errors.As(err, &exists):
		return &hintedError{err, "move that file away and " + again}
	case errors.As(err, new(*files.SyncError)):
		return &hintedError{err, "check the disk; then run the same command with --resume, which continues from what is safe"}
	case errors.Is(err, inputs.ErrChanged):
		return &hintedError{err, "start over with --overwrite always and without --resume"}
	}
	return withSystemHint(err, again)
}
