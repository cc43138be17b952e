//go:build unix

package cmd

import "golang.org/x/sys/unix"

// keepSecrets keeps passwords in memory from ending up in a core dump. It is a
// precaution: where the system refuses, the run goes on.
func keepSecrets() {
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	hideMemory()
}
