package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"

	"fanout/internal/files"
	"fanout/processors"
)

// The statuses of the program. Scripts rely on them, and every help text lists
// them.
const (
	statusDone        = 0
	statusRun         = 1 // the run failed: disk full, internal error
	statusUsage       = 2 // command line or plan wrong
	statusFailures    = 3 // finished, some items failed; shards are missing
	statusStopped     = 4 // by --on-error abort or --max-errors
	statusNoMatch     = 5 // no input matched
	statusCheck       = 6 // a check failed: --verify, --audit
	statusInterrupted = 128
	statusCutOff      = 141 // the reader of stdout has gone: what a shell says of SIGPIPE
)

// statusHelp is what help texts say of the statuses.
var statusHelp = []row{
	{"0", "done, or nothing left to do"},
	{"1", "the run failed: disk full, output not writable, internal error"},
	{"2", "command line or plan wrong: bad flag, outputs that collide or exist"},
	{"3", "finished, but some items failed or are damaged (--report names each), or merge found shards missing"},
	{"4", "stopped early by --on-error abort or --max-errors"},
	{"5", "no input matched"},
	{"6", "a check failed: hash --verify, or hash --audit found hashes below OWASP's minimum or repeated salts"},
	{"130, 143", "interrupted by SIGINT, SIGTERM (129: SIGHUP); finished outputs are kept"},
	{"141", "the reader of standard output left before it had all results, as head does"},
}

// A usageError is a wrong command line.
type usageError struct {
	err     error
	command string // whose help to point to

	usage, example string // of the command, if nothing but its name was given
}

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// Hint returns where the command line is explained, or "".
func (e *usageError) Hint() string {
	if e.command == "" {
		return ""
	}
	return fmt.Sprintf("'%s --help' shows examples and all flags", e.command)
}

// usage returns a usageError of the given text.
func usage(format string, args ...any) error { return &usageError{err: fmt.Errorf(format, args...)} }

// A planError is a plan that cannot be carried out.
type planError struct{ err error }

func (e *planError) Error() string { return e.err.Error() }
func (e *planError) Unwrap() error { return e.err }

// planFailure returns the error of a command that could not make its plan
// because of err: a planError, an [*files.OutputError], or the cause of the end
// of ctx.
func planFailure(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if errors.As(err, new(*files.OutputError)) {
		return err
	}
	return &planError{err}
}

// A noMatchError says that there is nothing to do.
type noMatchError struct{ text, hint string }

func (e *noMatchError) Error() string { return e.text }
func (e *noMatchError) Hint() string  { return cmp.Or(e.hint, "check the names") }

// A hintedError is an error whose next step the command knows.
type hintedError struct {
	error
	hint string
}

func (e *hintedError) Unwrap() error { return e.error }
func (e *hintedError) Hint() string  { return e.hint }

// A stoppedError is the end of a run by --on-error abort.
type stoppedError struct{ error }

func (e *stoppedError) Error() string { return "stopped at the first failure (--on-error abort)" }
func (e *stoppedError) Unwrap() error { return e.error }

// errFailures ends a finished run in which items failed. They have been named.
var errFailures = errors.New("some items failed")

// errCheck ends a finished check that found differences. They have been named.
var errCheck = errors.New("the check failed")

// failed reports whether err has ended a run before it was finished.
func failed(err error) bool {
	return err != nil && !errors.Is(err, errFailures) && !errors.Is(err, errCheck)
}

// A cutOffError is the end of a run whose reader has closed the pipe before it
// had all results. That has been said.
type cutOffError struct{ error }

func (e *cutOffError) Unwrap() error { return e.error }

// A signalError is the cause of a run's context after a signal.
type signalError struct{ sig os.Signal }

func (e *signalError) Error() string {
	switch e.sig {
	case os.Interrupt:
		return "interrupted by SIGINT"
	case syscall.SIGTERM:
		return "interrupted by SIGTERM"
	}
	return "interrupted by " + e.sig.String()
}

func (e *signalError) status() int {
	if n, ok := e.sig.(syscall.Signal); ok {
		return statusInterrupted + int(n)
	}
	return statusInterrupted + 2
}

// diskFull reports whether err says that a disk or a quota is full.
func diskFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// status returns the exit status for what a command returned.
func status(err error) int {
	var sig *signalError
	var wrong *usageError
	var plan *planError
	var none *noMatchError
	var ended *endedError
	switch {
	case errors.As(err, new(*cutOffError)):
		return statusCutOff
	case err == nil, errors.Is(err, syscall.EPIPE):
		return statusDone // the reader has gone: a quiet end
	case errors.As(err, &sig):
		return sig.status()
	case errors.As(err, &wrong), errors.As(err, &plan):
		return statusUsage
	case errors.As(err, &none):
		return statusNoMatch
	case errors.As(err, &ended):
		return ended.status
	case errors.Is(err, processors.ErrTooManyFailures):
		return statusStopped
	case errors.Is(err, errFailures), errors.As(err, new(*unfitError)), errors.As(err, new(*missingError)), errors.As(err, new(*notBegunError)):
		return statusFailures
	case errors.Is(err, errCheck):
		return statusCheck
	}
	return statusRun
}

// printError prints err and its hint.
func printError(sys *IO, err error) {
	ended := (*endedError)(nil)
	said := errors.As(err, &ended) && ended.said
	if said || errors.Is(err, syscall.EPIPE) || errors.Is(err, errFailures) || errors.Is(err, errCheck) {
		return
	}
	text := message(err)
	if errors.As(err, new(*usageError)) || errors.As(err, new(*planError)) {
		text = sys.env.rename(text)
	}
	fmt.Fprintf(sys.Err, "fanout: error: %s\n", show(text, true))
	if wrong := (*usageError)(nil); errors.As(err, &wrong) && wrong.usage != "" {
		fmt.Fprintf(sys.Err, "fanout: usage: %s\n", wrong.usage)
		if wrong.example != "" {
			fmt.Fprintf(sys.Err, "fanout: example: %s\n", wrong.example)
		}
	}
	if h := cmp.Or(hintOf(err), systemHint(err, runAgain)); h != "" {
		fmt.Fprintf(sys.Err, "fanout: hint: %s\n", show(h, false))
	}
}
