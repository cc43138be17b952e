package cmd

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"

	"github.com/dustin/go-humanize"

	"fanout/cmd/progress"
	"fanout/internal/files"
	"fanout/pool"
	"fanout/processors"
)

// A reporter prints what becomes of the items of a run, each on a line of its
// own above the bar: the first failures of each reason always, all items on
// request. It also writes the report and the summary file. Both are opened
// before the run, so that a wrong name cannot fail after it.
type reporter struct {
	meter    *progress.Meter
	verbose  bool
	color    bool
	report   *files.File // nil: stdout or none
	buffer   *bufio.Writer
	encoder  *json.Encoder  // nil: there is no report, or nobody reads it
	failures map[string]int // how often each reason
	named    int            // limit of the failures to print of one reason
	lines    int            // printed for failures
	unnamed  int            // failures that were not printed
	unfit    unfitFiles
	cutOff   bool // the reader of the report has gone
	summary  summaryFile
}

// newReporter opens the files that are asked for. "-" is stdout.
func newReporter(ctx context.Context, sys *IO, o *sharedOptions, named int, overwrite bool) (*reporter, error) {
	r := &reporter{unfit: unfitFiles{quiet: o.quiet}, verbose: o.verbose, color: sys.useColor(o.color.value, sys.ErrTerminal), failures: map[string]int{}, named: named}
	var err error
	if r.summary, err = openSummary(ctx, sys, o.summary, overwrite); err != nil || o.report == "" {
		return r, err
	}
	var w io.Writer = sys.Out
	if o.report == "-" {
		if err := sys.checkStdout(); err != nil {
			r.summary.discard()
			return nil, err
		}
	} else {
		if r.report, err = createFile(ctx, o.report, overwrite); err != nil {
			r.summary.discard()
			return nil, err
		}
		w = r.report
	}
	r.buffer = bufio.NewWriter(w)
	r.encoder = newEncoder(r.buffer)
	return r, nil
}

// createFile begins a file that comes with a run. If it exists, the plan is
// wrong.
func createFile(ctx context.Context, path string, overwrite bool) (*files.File, error) {
	f, err := files.Create(ctx, path, 0, overwrite)
	if exists := (*files.ExistsError)(nil); errors.As(err, &exists) {
		return nil, existsAlready(path)
	}
	return f, err
}

// existsAlready is the error for an output that is there.
func existsAlready(path string) error {
	return &planError{fmt.Errorf("%q exists already: name another file, or use --overwrite always", path)}
}

// newEncoder returns an encoder of JSON for people and programs, not for HTML.
func newEncoder(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc
}

// item is the [processors.Sink] of the run.
func (r *reporter) item(record processors.Record) error {
	o := record.Base()
	if o.Err != nil {
		o.Reason = message(o.Err)
	}
	switch {
	case o.Status == processors.Failed:
		r.fail(o)
	case o.Status == processors.Done && o.Reason != "":
		r.print(r.marked("damaged"), o)
	case o.Damage != "":
		r.print(r.marked("damaged"), &processors.Outcome{Item: o.Item, Reason: o.Damage, Notes: o.Notes})
	case r.verbose && o.Status == processors.Done:
		r.print("done", &processors.Outcome{Item: o.Item, Reason: details(record), Notes: o.Notes})
	case r.verbose:
		r.print(string(o.Status), o)
	case o.Unfit:
		r.unfit.add(r.meter.Println, o)
	}
	if r.encoder == nil {
		return nil
	}
	return r.unread(r.encoder.Encode(record))
}

// unread returns err, unless it says that the report on standard output is not
// read any more: then the run continues without one.
func (r *reporter) unread(err error) error {
	if errors.Is(err, syscall.EPIPE) {
		r.encoder, r.cutOff, err = nil, true, nil
	}
	return err
}

const (
	// maxLines is how many failures are printed, and by default how many of one
	// reason: more of them than anybody reads, who has the report for that.
	maxLines = 1000
	// maxReasons bounds the reasons that are told apart. Those of a hostile
	// input may all be different.
	maxReasons = 10_000
)

// fail counts a failure, and prints it unless many were printed before.
func (r *reporter) fail(o *processors.Outcome) {
	reason := o.Reason
	if _, known := r.failures[reason]; !known && len(r.failures) >= maxReasons {
		reason = "other reasons"
	}
	r.failures[reason]++
	if !r.verbose && (r.failures[reason] > r.named || r.lines >= min(maxLines, 10*r.named)) {
		r.unnamed++
		return
	}
	r.lines++
	r.print(r.marked("failed"), o)
}

// unnamedText says how many failures were not printed, and where they are; ""
// if all were.
func (r *reporter) unnamedText() string {
	switch count := humanize.Comma(int64(r.unnamed)); {
	case r.unnamed == 0:
		return ""
	case r.buffer != nil:
		return fmt.Sprintf("… and %s more failed; the report names each", count)
	default:
		return fmt.Sprintf("… and %s more failed; --report names each", count)
	}
}

// print prints an outcome on a line of its own.
func (r *reporter) print(status string, o *processors.Outcome) {
	line := fmt.Sprintf("fanout: %s: %s", status, show(o.Item, false))
	if o.Reason != "" {
		line += ": " + show(o.Reason, false)
	}
	if r.verbose && len(o.Notes) > 0 {
		line += " (" + show(strings.Join(o.Notes, "; "), false) + ")"
	}
	r.meter.Println(line)
}

// marked returns text in red where colors are shown.
func (r *reporter) marked(text string) string {
	if !r.color {
		return text
	}
	return "\x1b[31m" + text + "\x1b[0m"
}

// announceStop says that an interrupted run is about to end.
func (r *reporter) announceStop(quiet bool) {
	if !quiet {
		r.meter.Println("fanout: stopping; once more to end at once")
	}
}

// close makes the report final. It holds all items that are final, also after
// a run that ended early.
func (r *reporter) close() error {
	if r.encoder == nil {
		return nil
	}
	if err := r.unread(r.buffer.Flush()); err != nil || r.report == nil {
		return err
	}
	return r.report.Commit()
}

// withdraw drops the report, which calls items done that may be lost. It
// returns what the summary says of that.
func (r *reporter) withdraw() string {
	switch {
	case r.report != nil:
		r.encoder = nil
		r.report.Discard()
		return "the report is not written: it would call items done that may be lost"
	case r.encoder != nil:
		return "the report calls items done that may be lost: trust the summary"
	}
	return ""
}

// conclude completes the summary s with what was measured, prints and writes
// it, and returns the error that the command ends with. total, if there is one,
// becomes s.
func (r *reporter) conclude(sys *IO, quiet bool, s, total *summary, stats pool.Stats, err error) error {
	s.SchemaVersion, s.Status, s.Reasons = 1, status(err), r.failures
	if err != nil && !errors.Is(err, errFailures) {
		s.Error = message(err)
	}
	s.measure(stats)
	if total != nil {
		*total = *s
	}
	if text := r.unnamedText(); text != "" {
		fmt.Fprintf(sys.Err, "fanout: %s\n", text)
	}
	r.unfit.end(r.meter.Println)
	if r.cutOff {
		s.notes = append(s.notes, "the report on standard output is incomplete: its reader closed the pipe")
	}
	if !quiet {
		s.print(sys.Err, stats, r.verbose, sys.paged())
	}
	if r.verbose {
		printWorkers(sys.Err, processUsage(), stats)
	}
	return r.also(err, r.summary.write(s))
}

// also returns the error that a run ends with which has ended with err, and
// whose report or summary could not be written for the reason unwritten. Failed
// items are no graver than that. Beside another end of the run it is only told.
func (r *reporter) also(err, unwritten error) error {
	switch {
	case unwritten == nil, errors.Is(err, unwritten), err != nil && errors.Is(unwritten, syscall.EPIPE):
		return err
	case err == nil, errors.Is(err, errFailures), errors.Is(err, errCheck):
		return unwritten
	}
	r.meter.Println("fanout: warning: " + show(message(unwritten), true))
	return err
}

// discard removes the files that were not made final.
func (r *reporter) discard() {
	r.summary.discard()
	if r.report != nil {
		r.report.Discard()
	}
}

// A summaryFile is the file of --summary-json.
type summaryFile struct {
	file *files.File // nil: stdout or none
	out  io.Writer   // nil: none
}

func openSummary(ctx context.Context, sys *IO, name string, overwrite bool) (summaryFile, error) {
	switch name {
	case "":
		return summaryFile{}, nil
	case "-":
		return summaryFile{out: sys.Out}, sys.checkStdout()
	}
	f, err := createFile(ctx, name, overwrite)
	return summaryFile{file: f, out: f}, err
}

// write writes s and makes the file final.
func (f summaryFile) write(s *summary) error {
	if f.out == nil {
		return nil
	}
	enc := newEncoder(f.out)
	enc.SetIndent("", "  ")
	if err := enc.Encode(s); err != nil || f.file == nil {
		return err
	}
	return f.file.Commit()
}

func (f summaryFile) discard() {
	if f.file != nil {
		f.file.Discard()
	}
}
