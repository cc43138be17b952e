//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package secret

// allocate: memory is not locked here.
func allocate(n int) (b []byte, locked bool) { return make([]byte, n), false }

// lockLimit: there is none to raise.
func lockLimit() int64 { return -1 }
