package cmd

import (
	"context"
	"os"

	"fanout/internal/wait"
)

// untilSignal returns a context that the first SIGINT, SIGTERM or SIGHUP
// cancels, with a signalError as its cause. The second ends the process at once
// with the status of the first: the next run removes what it leaves. stop ends
// the watching.
func untilSignal(ctx context.Context, sys *IO) (_ context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	signals, ended := make(chan os.Signal, 2), make(chan struct{})
	release := endings.catch(signals)
	go cancelOnSignal(sys, cancel, signals, ended)
	return ctx, func() {
		release()
		close(ended)
		cancel(nil)
	}
}

// cancelOnSignal cancels a context at the first signal and ends the process at
// the second, until ended is closed.
func cancelOnSignal(sys *IO, cancel context.CancelCauseFunc, signals <-chan os.Signal, ended <-chan struct{}) {
	var first *signalError
	for {
		select {
		case s := <-signals:
			if first != nil {
				sys.restoreTerminal()
				os.Exit(first.status())
			}
			first = &signalError{s}
			cancel(first)
		case <-ended:
			return
		}
	}
}

// patiently returns what f does, or the cause of ctx if f does not end soon
// after that is done.
func patiently(ctx context.Context, f func() error) error {
	_, err := wait.Patiently(ctx, func() (struct{}, error) { return struct{}{}, f() })
	return err
}
