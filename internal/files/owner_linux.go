package files

import (
	"bytes"
	"os"
	"strconv"
)

// hasSpaces: processes may be numbered for each container by itself.
const hasSpaces = true

// bootID returns the identity of the kernel's present boot.
func bootID() string {
	b, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	return string(bytes.TrimSpace(b))
}

// pidSpace returns the identity of the PID namespace.
func pidSpace() string {
	link, _ := os.Readlink("/proc/self/ns/pid")
	return link
}

// startOf returns when a process has begun, in clock ticks since the boot; ""
// if that is not to be known. running is false for one that has ended and is
// only waited for by its parent.
func startOf(pid int) (start string, running bool) {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil { // of another user, hidden
		return "", true
	}
	// The name in parentheses may hold anything. The state is field 3, the
	// start field 22 (proc_pid_stat(5)).
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 20 {
		return "", true
	}
	return string(fields[19]), !bytes.ContainsAny(fields[0], "ZXx")
}
