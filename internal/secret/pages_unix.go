//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package secret

import "golang.org/x/sys/unix"

// allocate maps n bytes.
func allocate(n int) []byte {
	b, err := unix.Mmap(-1, 0, n, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	if err != nil {
		return make([]byte, n)
	}
	leaveOut(b)
	return b
}

// lock locks b if the limit allows it.
func lock(b []byte) bool { return unix.Mlock(b) == nil }

// lockLimit returns the bytes that this process may lock; negative: any number.
func lockLimit() int64 {
	var r unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_MEMLOCK, &r); err != nil || uint64(r.Cur) >= 1<<62 {
		return -1
	}
	return int64(r.Cur)
}
