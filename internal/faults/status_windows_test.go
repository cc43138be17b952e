package faults

import "os"

// status returns the status with which a process ended.
func status(p *os.ProcessState) int { return p.ExitCode() }
