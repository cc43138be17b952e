//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package cmd

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

const getTermios, setTermios = unix.TIOCGETA, unix.TIOCSETA

// maxTyped is how long a line is that the terminal takes, in bytes
// (termios(4)).
const maxTyped = 1024

// raise sends a signal to this process, which may have its effect a moment
// later.
func raise(s syscall.Signal) (done bool) {
	_ = unix.Kill(os.Getpid(), s)
	return false
}
