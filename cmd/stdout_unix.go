//go:build unix && !openbsd

package cmd

import (
	"os"

	"golang.org/x/sys/unix"
)

// stdoutClosed reports whether standard output was closed when the process
// began. The runtime has opened the null device in its place by then, as the
// next file would get its number otherwise, and what is written seems to
// arrive. It opens it for reading too, which a shell's > does not, and for each
// closed stream apart. A parent that did just that for its child cannot be told
// from it.
func stdoutClosed() bool {
	const stdout = 1
	flags, err := unix.FcntlInt(stdout, unix.F_GETFL, 0)
	if err != nil {
		return true
	}
	if flags&unix.O_ACCMODE != unix.O_RDWR || sameDescription(stdout, 0) || sameDescription(stdout, 2) {
		return false
	}
	var out, null unix.Stat_t
	if unix.Fstat(stdout, &out) != nil || unix.Stat(os.DevNull, &null) != nil {
		return false
	}
	return out.Dev == null.Dev && out.Ino == null.Ino
}
