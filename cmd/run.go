package cmd

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"fanout/cmd/progress"
	"fanout/internal/files"
	"fanout/pool"
	"fanout/processors"
)

// interruptible returns a context that the first SIGINT, SIGTERM or SIGHUP
// cancels, with a signalError as its cause. The second ends the process at
// once: what it leaves behind is swept by the next run.
func interruptible() (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // as under nohup
		signal.Notify(signals, syscall.SIGHUP)
	}
	ended := make(chan struct{})
	go func() {
		for {
			select {
			case s := <-signals:
				if ctx.Err() != nil {
					os.Exit((&signalError{s}).status())
				}
				cancel(&signalError{s})
			case <-ended:
				return
			}
		}
	}()
	return ctx, sync.OnceFunc(func() {
		signal.Stop(signals)
		close(ended)
		cancel(nil)
	})
}

// await returns what f does, or the cause of ctx if that is done first: opening
// a pipe waits for its other end.
func await[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	c := make(chan result, 1)
	go func() {
		v, err := f()
		c <- result{v, err}
	}()
	select {
	case r := <-c:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
}

// A talker prints what a run says while it goes on: failures always, other
// items on request, each on a line of its own above the bar. It writes the
// report too.
type talker struct {
	meter    *progress.Meter
	verbose  bool
	red      bool
	report   *files.File
	buffered *bufio.Writer
	encoder  *json.Encoder
	failures map[string]int // how often each reason
}

// newTalker opens the report, if one is asked for. "-" is stdout.
func newTalker(sys *IO, o *sharedOptions, overwrite bool) (*talker, error) {
	t := &talker{verbose: o.verbose, red: sys.colour(o.colour.value), failures: map[string]int{}}
	if o.report == "" {
		return t, nil
	}
	var w io.Writer = sys.Out
	if o.report != "-" {
		f, err := createReport(o.report, overwrite)
		if err != nil {
			return nil, err
		}
		t.report, w = f, f
	}
	t.buffered = bufio.NewWriter(w)
	t.encoder = json.NewEncoder(t.buffered)
	t.encoder.SetEscapeHTML(false)
	return t, nil
}

// createReport begins a file that goes with a run; one that exists is a fault
// of the plan.
func createReport(path string, overwrite bool) (*files.File, error) {
	f, err := files.Create(path, 0, overwrite)
	if exists := (*files.ExistsError)(nil); errors.As(err, &exists) {
		return nil, &planError{fmt.Errorf("%q exists already: name another file, or use --overwrite always", path)}
	}
	return f, err
}

// item is the run's processors.Sink.
func (t *talker) item(o processors.Outcome, record any) error {
	switch {
	case o.Status == processors.Failed:
		t.failures[o.Reason]++
		mark := "failed"
		if t.red {
			mark = "\x1b[31mfailed\x1b[0m"
		}
		t.meter.Println(fmt.Sprintf("fanout: %s: %s: %s", mark, show(o.Item, false), show(o.Reason, false)))
	case t.verbose && o.Reason != "":
		t.meter.Println(fmt.Sprintf("fanout: %s: %s: %s", o.Status, show(o.Item, false), show(o.Reason, false)))
	case t.verbose:
		t.meter.Println(fmt.Sprintf("fanout: %s: %s", o.Status, show(o.Item, false)))
	}
	if t.encoder == nil {
		return nil
	}
	err := t.encoder.Encode(record)
	if errors.Is(err, syscall.EPIPE) {
		t.encoder, err = nil, nil // nobody reads the report on: the work goes on
	}
	return err
}

// close makes the report final. It holds all items that are final, also after
// a run that ended early.
func (t *talker) close() error {
	if t.encoder == nil {
		return nil
	}
	if err := t.buffered.Flush(); err != nil || t.report == nil {
		return err
	}
	return t.report.Commit()
}

// discard removes a report that was not made final.
func (t *talker) discard() {
	if t.report != nil {
		t.report.Discard()
	}
}

// An account is the file of --summary-json, opened before the run so that it
// cannot fail for its name after it.
type account struct {
	file *files.File // nil: stdout or none
	out  io.Writer   // nil: none
}

func newAccount(sys *IO, o *sharedOptions, overwrite bool) (*account, error) {
	switch o.summary {
	case "":
		return &account{}, nil
	case "-":
		return &account{out: sys.Out}, nil
	}
	f, err := createReport(o.summary, overwrite)
	return &account{file: f, out: f}, err
}

// save writes s and makes it final.
func (a *account) save(s *summary) error {
	if a.out == nil {
		return nil
	}
	enc := json.NewEncoder(a.out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil || a.file == nil {
		return err
	}
	return a.file.Commit()
}

func (a *account) discard() {
	if a.file != nil {
		a.file.Discard()
	}
}

// execute runs job on the pool, shows its progress, and makes the report final.
func execute[C, R any](ctx context.Context, sys *IO, o *sharedOptions, talk *talker, tally *processors.Tally,
	verb, noun string, opt pool.Options, job processors.Processor[C, R]) (pool.Stats, error) {

	talk.meter = progress.Start(progress.Options{
		Mode: o.mode(), Out: sys.Err, Terminal: sys.ErrTerminal, Dumb: sys.dumb(), Width: sys.ErrWidth,
		Color: sys.colour(o.colour.value), Verb: verb, Noun: noun, Bytes: o.countBytes,
	}, tally)
	quiet := context.AfterFunc(ctx, func() {
		if !o.quiet {
			talk.meter.Println("fanout: stopping; once more to end at once")
		}
	})
	stats, err := processors.Run(ctx, opt, job)
	quiet()
	talk.meter.Stop()
	if closed := talk.close(); err == nil {
		err = closed
	}
	return stats, err
}
