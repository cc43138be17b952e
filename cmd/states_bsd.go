//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package cmd

import (
	"os"
	"syscall"
)

// stateSignals ask for the state of the run. Ctrl-T sends SIGINFO.
var stateSignals = []os.Signal{syscall.SIGUSR1, syscall.SIGINFO}
