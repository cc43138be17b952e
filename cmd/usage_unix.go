//go:build unix

package cmd

import (
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// processUsage asks the system. It is zero if that does not say.
func processUsage() rusage {
	var r unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &r) != nil {
		return rusage{}
	}
	peak := int64(r.Maxrss)
	if runtime.GOOS != "darwin" {
		peak <<= 10 // kibibytes, but on a Mac
	}
	if own := ownPeak(); own > 0 {
		peak = own
	}
	return rusage{time.Duration(r.Utime.Nano()), time.Duration(r.Stime.Nano()), peak}
}
