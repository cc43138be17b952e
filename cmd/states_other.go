//go:build !unix

package cmd

import "os"

// stateSignals ask for the state of the run; there are none here.
var stateSignals []os.Signal
