package cmd

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"fanout/cmd/progress"
	"fanout/internal/files"
	"fanout/processors"
)

// interruptible returns a context that the first SIGINT or SIGTERM cancels,
// with a signalError as its cause. The second ends the process at once: what it
// leaves behind is swept by the next run.
func interruptible(sys *IO) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	ended := make(chan struct{})
	go func() {
		for range 2 {
			select {
			case s := <-signals:
				if ctx.Err() != nil {
					fmt.Fprintln(sys.Err)
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

// newTalker opens the report, if one is asked for.
func newTalker(o *sharedOptions, colour, overwrite bool) (*talker, error) {
	t := &talker{verbose: o.verbose, red: colour, failures: map[string]int{}}
	if o.report == "" {
		return t, nil
	}
	f, err := createReport(o.report, overwrite)
	if err != nil {
		return nil, err
	}
	t.report, t.buffered = f, bufio.NewWriter(f)
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
	return t.encoder.Encode(record)
}

// close makes the report final. It holds all items that are final, also after
// a run that ended early.
func (t *talker) close() error {
	if t.report == nil {
		return nil
	}
	defer t.report.Discard()
	if err := t.buffered.Flush(); err != nil {
		return err
	}
	return t.report.Commit()
}
