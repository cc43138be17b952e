package cmd

import (
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"
)

// endingSignals are those that end a run.
func endingSignals() []os.Signal {
	all := append([]os.Signal{os.Interrupt, syscall.SIGTERM}, limitSignals...)
	if !signal.Ignored(syscall.SIGHUP) { // as it is under nohup
		all = append(all, syscall.SIGHUP)
	}
	return all
}

// endings are where ending signals come from.
var endings signalSource

// A signalSource is the system or, in a supervised process, the supervisor.
type signalSource struct {
	mu         sync.Mutex
	supervised bool
	to         chan<- os.Signal // of a supervised process
	states     chan<- os.Signal // likewise
}

// catch has the signals sent to a channel until stop is called.
func (s *signalSource) catch(to chan<- os.Signal) (stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.supervised {
		s.to = to
		return func() { s.catch(nil) }
	}
	signal.Notify(to, endingSignals()...)
	return func() { signal.Stop(to) }
}

// supervise makes the process a supervised one. What a terminal sends reaches
// the supervisor too, which passes it on: so signals of its own are ignored.
func (s *signalSource) supervise() {
	signal.Ignore(slices.Concat(endingSignals(), stateSignals)...)
	s.supervised = true
}

// deliver hands on a signal that the supervisor has got. Where nobody catches
// it, it ends the process.
func (s *signalSource) deliver(sig syscall.Signal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.Contains(stateSignals, os.Signal(sig)) {
		select {
		case s.states <- sig:
		default: // nobody catches it, or one is waiting
		}
		return
	}
	if s.to == nil {
		os.Exit((&signalError{sig}).status())
	}
	select {
	case s.to <- sig:
	default: // two are waiting, and the second ends the process
	}
}
