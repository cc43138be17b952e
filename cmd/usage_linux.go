package cmd

import (
	"bytes"
	"os"
	"strconv"
)

// ownPeak returns the most resident memory of the program itself. What
// getrusage returns may be that of the process which has started it: they
// shared their memory until then.
func ownPeak() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := bytes.Cut(status, []byte("\nVmHWM:"))
	fields := bytes.Fields(rest)
	if len(fields) < 2 || string(fields[1]) != "kB" {
		return 0
	}
	kibi, _ := strconv.ParseInt(string(fields[0]), 10, 64)
	return kibi << 10
}
