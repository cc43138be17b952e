//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package secret

func allocate(n int) []byte { return make([]byte, n) }

// lock: memory is not locked here.
func lock([]byte) bool { return false }

// lockLimit: there is none to raise.
func lockLimit() int64 { return -1 }
