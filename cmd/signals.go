package cmd

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// A runFunc does the work of a subcommand with its options filled in.
type runFunc[O any] func(ctx context.Context, sys *IO, options O) error

// interruptible returns run with a context that the first SIGINT, SIGTERM or
// SIGHUP cancels, with a signalError as its cause. The second ends the process
// at once: the next run removes what it leaves.
func interruptible[O any](run runFunc[O]) runFunc[O] {
	return func(ctx context.Context, sys *IO, options O) error {
		ctx, cancel := context.WithCancelCause(ctx)
		defer cancel(nil)
		signals, ended := make(chan os.Signal, 2), make(chan struct{})
		defer close(ended)
		signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
		if !signal.Ignored(syscall.SIGHUP) { // as under nohup
			signal.Notify(signals, syscall.SIGHUP)
		}
		defer signal.Stop(signals)
		go cancelOnSignal(ctx, cancel, signals, ended)
		return run(ctx, sys, options)
	}
}

// cancelOnSignal cancels ctx at the first signal and ends the process at the
// second, until ended is closed.
func cancelOnSignal(ctx context.Context, cancel context.CancelCauseFunc, signals <-chan os.Signal, ended <-chan struct{}) {
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
}
