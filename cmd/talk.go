package cmd

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"syscall"

	"fanout/cmd/progress"
	"fanout/internal/files"
	"fanout/processors"
)

// A talker prints what a run says while it goes on: failures always, other
// items on request, each on a line of its own above the bar. It writes the
// report and the summary's file too, both opened before the run, so that they
// cannot fail for their names after it.
type talker struct {
	meter    *progress.Meter
	verbose  bool
	red      bool
	report   *files.File
	buffered *bufio.Writer
	encoder  *json.Encoder
	failures map[string]int // how often each reason
	account  account
}

// newTalker opens the files that are asked for. "-" is stdout.
func newTalker(sys *IO, o *sharedOptions, overwrite bool) (*talker, error) {
	t := &talker{verbose: o.verbose, red: sys.colour(o.colour.value), failures: map[string]int{}}
	var err error
	if t.account, err = newAccount(sys, o, overwrite); err != nil || o.report == "" {
		return t, err
	}
	var w io.Writer = sys.Out
	if o.report != "-" {
		if t.report, err = createReport(o.report, overwrite); err != nil {
			t.account.discard()
			return nil, err
		}
		w = t.report
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
		t.warn("failed", o)
	case o.Status == processors.Done && o.Reason != "":
		t.warn("damaged", o)
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

// warn prints what is wrong with an item.
func (t *talker) warn(mark string, o processors.Outcome) {
	if t.red {
		mark = "\x1b[31m" + mark + "\x1b[0m"
	}
	t.meter.Println(fmt.Sprintf("fanout: %s: %s: %s", mark, show(o.Item, false), show(o.Reason, false)))
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

// discard removes what was not made final.
func (t *talker) discard() {
	t.account.discard()
	if t.report != nil {
		t.report.Discard()
	}
}

// An account is the file of --summary-json.
type account struct {
	file *files.File // nil: stdout or none
	out  io.Writer   // nil: none
}

func newAccount(sys *IO, o *sharedOptions, overwrite bool) (account, error) {
	switch o.summary {
	case "":
		return account{}, nil
	case "-":
		return account{out: sys.Out}, nil
	}
	f, err := createReport(o.summary, overwrite)
	return account{file: f, out: f}, err
}

// save writes s and makes it final.
func (a account) save(s *summary) error {
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

func (a account) discard() {
	if a.file != nil {
		a.file.Discard()
	}
}
