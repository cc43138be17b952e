//go:build unix

package faults

import (
	"os"
	"syscall"
)

// status returns the status with which a process ended, as a shell shows it.
func status(p *os.ProcessState) int {
	if wait, ok := p.Sys().(syscall.WaitStatus); ok && wait.Signaled() {
		return 128 + int(wait.Signal())
	}
	return p.ExitCode()
}
