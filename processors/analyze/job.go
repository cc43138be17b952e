package analyze

import (
	"context"
	"fmt"
	"io"

	"fanout/chunker"
	"fanout/pool"
	"fanout/processors"
	"fanout/processors/analyze/profile"
)

// Hooks take results besides the records of the files, in input order. An error
// that one returns ends the run.
type Hooks struct {
	Report func(*profile.Report) error // a dataset is finished
	Bad    func(*BadRow) error         // a record was left out; nil: not reported
	Warn   func(place, text string)    // something about a file that a user should know
}

// A Job carries a plan out. It may take several runs of the pool: see
// [Job.Next].
type Job struct {
	ctx     context.Context
	opt     *Options
	monitor processors.Monitor
	hooks   Hooks
	blocks  *chunker.Blocks
	several bool // there are several datasets
	plan    *Plan
	part    *partWriter // of a shard; nil: there is none
	parts   *partReader // that the first readings come from; nil: from the files

	guessWindow int64 // of tests; 0: the usual

	// Set between runs.
	datasets   []*Dataset          // of this run
	later      []*Dataset          // of later ones
	refinement *profile.Refinement // that this run is for; nil: it reads its datasets for the first time

	// Used by Merge only.
	file       fileSoFar
	unfinished unfinished
	total      Total
}

// A fileSoFar is the file of which chunks are being merged, up to the last one.
type fileSoFar struct {
	record Record
	lines  int64 // line ends
	lastCR bool  // the last byte is CR
	damage damage
}

// An unfinished report is one whose quantiles take another reading.
type unfinished struct {
	report     *profile.Report // nil: there is none
	refinement *profile.Refinement
}

var _ processors.Processor[*Chunk, *Result] = (*Job)(nil)

// summarizing is what Merge is at while it makes the report of a dataset.
const summarizing pool.State = "summarizing"

// NewJob prepares the work on plan. Making a report takes seconds where there
// are thousands of columns, and ends early if ctx does.
func NewJob(ctx context.Context, opt *Options, plan *Plan, monitor processors.Monitor, hooks Hooks) *Job {
	monitor.Tally.Items.Store(int64(len(plan.Sources)))
	monitor.Tally.Bytes.Store(plan.Bytes)
	j := &Job{
		ctx: ctx, opt: opt, plan: plan, monitor: monitor, hooks: hooks, later: plan.Datasets, several: len(plan.Datasets) > 1,
		blocks: &chunker.Blocks{Size: opt.chunkSize(), MaxRecord: opt.Source.MaxRecord, Pad: profile.Pad},
	}
	j.advance()
	return j
}

// NewShardJob prepares the work of one shard on plan: what it finds goes to
// part. keepsBad says that the merge will report the records left out.
func NewShardJob(ctx context.Context, opt *Options, plan *Plan, shard chunker.Shard, keepsBad bool, monitor processors.Monitor, part io.Writer) *Job {
	hooks := Hooks{}
	if keepsBad {
		hooks.Bad = func(*BadRow) error { return nil }
	}
	j := NewJob(ctx, opt, plan, monitor, hooks)
	share := plan.Share(shard)
	monitor.Tally.Items.Store(int64(share.Files))
	monitor.Tally.Bytes.Store(share.Bytes)
	j.part, j.later = newPartWriter(shard, part), nil
	return j
}

// NewMergeJob prepares the work on plan of which shards have done the first
// readings.
func NewMergeJob(ctx context.Context, opt *Options, plan *Plan, parts Parts, monitor processors.Monitor, hooks Hooks) *Job {
	j := NewJob(ctx, opt, plan, monitor, hooks)
	j.parts = newPartReader(plan, parts)
	return j
}

// Next prepares another run of the pool after one that went well, and reports
// whether there is one to do.
//
// Usually all datasets are read in one run. For exact quantiles each dataset
// has a run of its own, and further ones over the same chunks until its
// quantiles are known, so that only one report at a time is held back.
func (j *Job) Next() bool {
	if j.refinement = j.unfinished.refinement; j.refinement != nil {
		for _, s := range j.datasets[0].Sources {
			j.monitor.Tally.Bytes.Add(s.Size)
		}
		return true
	}
	return j.advance()
}

// advance takes up the datasets of the next run.
func (j *Job) advance() bool {
	n := len(j.later)
	if j.opt.Profile.Exact {
		n = min(n, 1)
	}
	j.datasets, j.later = j.later[:n], j.later[n:]
	return n > 0
}

// Total returns what is final so far.
func (j *Job) Total() Total { return j.total }

// NewWorker returns a worker with buffers and accumulators of its own.
func (j *Job) NewWorker() pool.Worker[*Chunk, *Result] {
	return newWorker(j).do
}

// Recovered turns a panic over a chunk into the failure of its dataset.
func (j *Job) Recovered(c *Chunk, err *pool.PanicError) *Result {
	return &Result{chunk: c, err: fmt.Errorf("panic while it was worked on: %v", err.Value), errLine: -1}
}

// Finish completes the part of a shard, and closes those that are merged.
func (j *Job) Finish(err error) error {
	switch {
	case err != nil:
	case j.part != nil:
		err = j.part.out.Flush()
	case j.parts != nil:
		err = j.parts.close()
	}
	return err
}
