package cmd

import (
	"os"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

const getTermios, setTermios = unix.TCGETS, unix.TCSETS

// maxTyped is how long a line is that the terminal takes, in bytes (n_tty(4)).
const maxTyped = 4096

// raise sends a signal to this thread. done says that it has had its effect by
// now.
func raise(s syscall.Signal) (done bool) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	return unix.Tgkill(os.Getpid(), unix.Gettid(), s) == nil
}
