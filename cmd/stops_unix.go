//go:build linux || darwin || dragonfly || freebsd || netbsd || openbsd

package cmd

import (
	"os"
	"os/signal"
	"syscall"
)

// clearOnStop takes the bar off the terminal before Ctrl-Z stops the process,
// and draws it again when the process continues in the foreground. end ends
// that.
func clearOnStop(sys *IO) (end func()) {
	if !sys.ErrTerminal || sys.Foreground == nil || signal.Ignored(syscall.SIGTSTP) {
		return func() {}
	}
	signals, ended := make(chan os.Signal, 4), make(chan struct{})
	signal.Notify(signals, syscall.SIGTSTP, syscall.SIGCONT)
	go func() {
		for {
			select {
			case s := <-signals:
				switch {
				case sys.Typing != nil && sys.Typing(): // who reads that sees to it
				case s == syscall.SIGCONT:
					sys.console.Refresh()
				default:
					sys.console.Pause(func() { stop(syscall.SIGTSTP, func() {}) })
				}
			case <-ended:
				return
			}
		}
	}()
	return func() {
		signal.Stop(signals)
		close(ended)
	}
}
