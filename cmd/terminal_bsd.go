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

// stop stops this process. The runtime catches the other signals for ever once
// it was told to. It is SIGCONT that turns the echo off again, not resume, as
// the signal may have its effect a moment later.
func stop(_ syscall.Signal, resume func()) { _ = unix.Kill(os.Getpid(), syscall.SIGSTOP) }
