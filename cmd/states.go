package cmd

import (
	"os"
	"os/signal"
)

// stateOnSignal prints how far the run is at each SIGUSR1, and SIGINFO (Ctrl-T)
// where there is one. stop ends that.
func stateOnSignal(sys *IO) (stop func()) {
	signals, ended := make(chan os.Signal, 1), make(chan struct{})
	release := endings.catchStates(signals)
	go func() {
		for {
			select {
			case <-signals:
				sys.console.State()
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

// catchStates has the signals that ask for the state sent to a channel until
// stop is called.
func (s *signalSource) catchStates(to chan<- os.Signal) (stop func()) {
	if len(stateSignals) == 0 {
		return func() {}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.supervised {
		s.states = to
		return func() { s.catchStates(nil) }
	}
	signal.Notify(to, stateSignals...)
	return func() { signal.Stop(to) }
}
