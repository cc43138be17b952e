//go:build unix && !(darwin || dragonfly || freebsd || netbsd || openbsd)

package cmd

import (
	"os"
	"syscall"
)

// stateSignals ask for the state of the run.
var stateSignals = []os.Signal{syscall.SIGUSR1}
