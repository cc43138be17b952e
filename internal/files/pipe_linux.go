package files

import (
	"os"

	"golang.org/x/sys/unix"
)

// unread reports whether f is a pipe that nobody reads any more though it holds
// something. A write before its reader left has told nothing of that.
func unread(f *os.File) bool {
	raw, err := f.SyscallConn()
	if err != nil {
		return false
	}
	lost := false
	_ = raw.Control(func(fd uintptr) {
		poll := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}
		if n, err := unix.Poll(poll, 0); err != nil || n == 0 || poll[0].Revents&unix.POLLERR == 0 {
			return
		}
		n, err := unix.IoctlGetInt(int(fd), unix.TIOCINQ)
		lost = err == nil && n > 0
	})
	return lost
}
