package cmd

import "time"

// An rusage is what this process has taken from the system since it began.
type rusage struct {
	user, system time.Duration // of all processors
	peak         int64         // resident memory in bytes; 0: not known
}
