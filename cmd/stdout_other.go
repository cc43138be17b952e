//go:build !unix || openbsd

package cmd

// stdoutClosed: this system does not tell. On Windows writing there fails.
func stdoutClosed() bool { return false }
