package cmd

import (
	"context"
	"os"
	"time"

	"fanout/internal/wait"
)

// cancelOnSignal calls cancel at the first SIGINT, SIGTERM or SIGHUP, with a
// signalError as the cause. The second ends the process at once with the status
// of the first: the next run removes what it leaves. stop ends the watching.
func cancelOnSignal(sys *IO, cancel context.CancelCauseFunc) (stop func()) {
	signals, ended := make(chan os.Signal, 2), make(chan struct{})
	release := endings.catch(signals)
	go func() {
		var first *signalError
		for {
			select {
			case s := <-signals:
				if first != nil {
					sys.leaveTerminal()
					os.Exit(first.status())
				}
				first = &signalError{s}
				if s == os.Interrupt {
					sys.console.Interrupted()
				}
				cancel(first)
			case <-ended:
				return
			}
		}
	}()
	return func() {
		release()
		close(ended)
	}
}

// leaveTerminal leaves the terminal as a shell expects it, unless that takes
// longer than a person waits, as when the output is stopped with Ctrl-S.
func (s *IO) leaveTerminal() {
	s.restoreTerminal()
	left := make(chan struct{})
	go func() {
		s.console.Close()
		close(left)
	}()
	select {
	case <-left:
	case <-time.After(3 * wait.Grace): // a busy machine takes its time
	}
}

// patiently returns what f does, or the cause of ctx if f does not end soon
// after that is done.
func patiently(ctx context.Context, f func() error) error {
	_, err := wait.Patiently(ctx, func() (struct{}, error) { return struct{}{}, f() })
	return err
}
