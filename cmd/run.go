package cmd

import (
	"cmp"
	"context"
	"errors"
	"syscall"

	"fanout/internal/wait"
	"fanout/pool"
	"fanout/processors"
)

// A task is what a subcommand has the pool do, once its plan is made.
type task[C, R any] struct {
	verb, noun string // for the progress: "resizing", "images"
	items      int64  // that the plan has, of which --max-errors may be a percentage
	named      int    // failures to name of one reason; 0: as many as are read
	replace    bool   // a report or summary that exists is replaced

	// start opens the outputs and returns the job.
	start func(*jobRun) (processors.Processor[C, R], pool.Options, error)
	// finish makes the outputs final if err, the end of the job, is nil. It
	// returns the summary, and the error of the run with a hint.
	finish func(stats pool.Stats, err error) (*summary, error)
	// lost reports whether the report calls items done that may not be on the
	// disk; nil: it never does.
	lost func() bool
	// discard removes the outputs that are not final; nil: there are none.
	discard func()
}

// A jobRun is what a job reports to while it runs.
type jobRun struct {
	processors.Monitor
	*reporter
}

// A started job is ready for the pool.
type started[C, R any] struct {
	job     processors.Processor[C, R]
	options pool.Options
}

// begin starts the job. After an error nothing is left of it.
func (t *task[C, R]) begin(run *jobRun) (*started[C, R], error) {
	job, options, err := t.start(run)
	if err != nil && t.discard != nil {
		t.discard()
	}
	return &started[C, R]{job, options}, err
}

// runJob runs a task on the pool: it shows the progress, writes the report, and
// prints and writes the summary. It returns the error of the run.
func runJob[C, R any](ctx context.Context, sys *IO, o *sharedOptions, t task[C, R]) error {
	reporter, err := newReporter(ctx, sys, o, cmp.Or(t.named, maxLines), t.replace)
	if err != nil {
		return err
	}
	defer reporter.discard()
	watch, err := newWatcher(ctx, o, t.replace)
	if err != nil {
		return err
	}
	defer watch.discard()
	run := &jobRun{reporter: reporter, Monitor: processors.Monitor{
		Tally:    &processors.Tally{},
		Limit:    &processors.Limit{Max: o.maxFailures(t.items)},
		Sink:     watch.sink(reporter.item),
		Observer: watch.observer(),
	}}
	begun, err := wait.Patiently(ctx, func() (*started[C, R], error) { return t.begin(run) })
	if err != nil {
		return err
	}
	if t.discard != nil {
		defer t.discard()
	}
	run.meter = sys.showProgress(o.mode(), o.color.value, t.verb, t.noun, o.countBytes, watch.watched, run.Tally)
	announced := context.AfterFunc(ctx, func() { watch.interrupted(); run.announceStop(o.quiet) })
	begun.options.Observer = run.Observer
	stats, err := processors.Run(ctx, begun.options, begun.job)
	announced()
	run.meter.Stop()
	lost := ""
	if t.lost != nil && t.lost() {
		lost = run.withdraw()
	}
	err = run.also(err, run.close())
	s, err := t.finish(stats, err)
	err = run.also(err, watch.close())
	if lost != "" {
		s.notes = append(s.notes, lost)
	}
	if errors.Is(err, processors.ErrTooManyFailures) && o.onError.value == "abort" {
		err = &stoppedError{err}
	}
	if errors.Is(err, syscall.EPIPE) {
		if note := s.readerGone(t.items); note != "" {
			s.notes, err = append(s.notes, note), &cutOffError{err}
		}
	}
	return run.conclude(sys, o.quiet, s, o.total, stats, err)
}
