//go:build !unix

package cmd

import "os"

// openFileLimit is unknown on this system.
func openFileLimit() (n uint64, ok bool) { return 0, false }

// limitSignals say that a limit is reached; there are none here.
var limitSignals []os.Signal
