package cmd

import (
	"os"
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

const getTermios, setTermios = unix.TCGETS, unix.TCSETS

// maxTyped is how long a line is that the terminal takes, in bytes (n_tty(4)).
const maxTyped = 4096

// stop stops this process as a signal does that nobody catches: not where no
// shell could continue it. resume is called when the process goes on, or at
// once.
//
// The runtime catches these signals for ever once it was told to, so their
// actions are set by hand. A signal to the own thread has its effect before the
// next instruction.
func stop(s syscall.Signal, resume func()) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for _, each := range stops {
		caught := setAction(each.(syscall.Signal), &action{})
		defer setAction(each.(syscall.Signal), &caught)
	}
	_ = unix.Tgkill(os.Getpid(), unix.Gettid(), s)
	resume()
}

// An action is a struct sigaction of the kernel, with room for that of any
// processor. The zero value is the default.
type action [8]uint64

// setAction sets what a signal does and returns what it did before.
func setAction(s syscall.Signal, to *action) (before action) {
	const signalSet = 8 // bytes
	_, _, _ = unix.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(s), uintptr(unsafe.Pointer(to)), uintptr(unsafe.Pointer(&before)), signalSet, 0, 0)
	return before
}
