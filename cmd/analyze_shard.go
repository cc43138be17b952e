package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/dustin/go-humanize"

	"fanout/internal/part"
	"fanout/pool"
	"fanout/processors"
	"fanout/processors/analyze"
)

// inputs are the files of the plan, for messages about shards.
func (o *analyzeOptions) inputs(plan *analyze.Plan) (list []part.Input) {
	for _, in := range plan.Inputs() {
		list = append(list, part.Input{Name: in.Name, Bytes: in.Size, Modified: in.ModTime})
	}
	return list
}

// beginShard begins the part of a shard. It returns nil if the shard has its
// part already.
func (o *analyzeOptions) beginShard(ctx context.Context, plan *analyze.Plan) (*shardRun, error) {
	return o.openShard(ctx, plan.Fingerprint(), o.inputs(plan), o.outputThere())
}

// outputThere refuses an output that is there, before the work and not after
// it.
func (o *analyzeOptions) outputThere() error {
	for _, path := range []string{o.output, o.rejects} {
		if path == "" || o.overwrite.value == "always" {
			continue
		}
		if _, err := os.Lstat(path); err == nil {
			return existsAlready(path)
		}
	}
	return nil
}

// checkMerge refuses parts of another run.
func (o *analyzeOptions) checkMerge(plan *analyze.Plan) error {
	if o.parts == nil {
		return nil
	}
	return o.checkParts(plan.Fingerprint(), o.inputs(plan))
}

// sayShare says what the shard does, and which files are not cut.
func (o *analyzeOptions) sayShare(plan *analyze.Plan) {
	if o.shard.Whole() || o.quiet {
		return
	}
	share := plan.Share(o.shard.Shard)
	o.say("shard %s: %s of %s, in %s", o.shard.Shard, humanize.Bytes(uint64(share.Bytes)), humanize.Bytes(uint64(plan.Bytes)), plural(share.Files, "file"))
	first, more := "", 0
	for _, s := range plan.Sources {
		why := s.WhyWhole()
		switch {
		case s.Err != nil || s.Empty() || why == "":
		case first == "":
			first = fmt.Sprintf("%q is one unit: %s", s.Name, why)
		default:
			more++
		}
	}
	if more > 0 {
		first += fmt.Sprintf("; so are %s", plural(more, "more file"))
	}
	if first != "" {
		o.say("%s", first)
	}
	if o.job.Profile.Exact {
		o.say("for exact quantiles 'fanout merge' reads the files again, if needed")
	}
}

// shardTask returns the work of one shard on plan.
func (o *analyzeOptions) shardTask(ctx context.Context, plan *analyze.Plan, use resources, shard *shardRun) task[*analyze.Chunk, *analyze.Result] {
	share := plan.Share(o.shard.Shard)
	if !o.workers.given {
		use.workers = min(use.workers, share.Workers)
		runtime.GOMAXPROCS(min(runtime.GOMAXPROCS(0), use.workers))
	}
	o.job.Workers = use.workers
	var job *analyze.Job
	return task[*analyze.Chunk, *analyze.Result]{
		verb: "analyzing", noun: "files", items: int64(share.Files),
		start: func(run *jobRun) (processors.Processor[*analyze.Chunk, *analyze.Result], pool.Options, error) {
			job = analyze.NewShardJob(ctx, &o.job, plan, o.shard.Shard, o.rejects != "", run.Monitor, shard)
			return job, pool.Options{Workers: use.workers, Budget: use.memory}, nil
		},
		finish: func(_ pool.Stats, err error) (*summary, error) {
			total := job.Total()
			if err == nil && total.Failed > 0 {
				err = errFailures
			}
			s := &summary{
				Command: "analyze", noun: "file", verb: "analyzed",
				Done: total.Done, Failed: total.Failed, Skipped: total.Skipped,
				counts: analyzeCounts(total), figures: analyzeFigures(total),
				BytesIn: total.Bytes, Discarded: failed(err),
			}
			return s, shard.finish(s, withSystemHint(err, runAgain))
		},
	}
}

// setParts are the parts of a set as the job wants them.
type setParts struct{ *part.Set }

// Len implements [analyze.Parts].
func (s setParts) Len() int { return s.Plan.Shards }

// Open implements [analyze.Parts].
func (s setParts) Open(i int) (io.ReadCloser, error) { return s.Set.Open(i) }

// newJob returns the job of a whole run: to read the files, or to merge parts.
func (o *analyzeOptions) newJob(ctx context.Context, plan *analyze.Plan, m processors.Monitor, hooks analyze.Hooks) *analyze.Job {
	if o.parts != nil {
		return analyze.NewMergeJob(ctx, &o.job, plan, setParts{o.parts}, m, hooks)
	}
	return analyze.NewJob(ctx, &o.job, plan, m, hooks)
}

// mergeNotes say what the merge has read again.
func mergeNotes(job *analyze.Job) []string {
	again := job.ReadAgain()
	switch len(again) {
	case 0:
		return nil
	case 1:
		return []string{fmt.Sprintf("shard %d was read again: its guess where quotes begin was wrong", again[0])}
	}
	return []string{fmt.Sprintf("shards %s were read again: their guesses where quotes begin were wrong", part.Ranges(again))}
}

// mergeFailure returns err, the end of a merge, with its next step.
func mergeFailure(err error) error {
	if damaged := (*analyze.PartError)(nil); errors.As(err, &damaged) {
		return &planError{&hintedError{err, fmt.Sprintf("remove the part of shard %d and run it again, with the same version of fanout", damaged.Shard)}}
	}
	return err
}
