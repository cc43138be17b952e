//go:build darwin || freebsd || netbsd || openbsd || dragonfly

package secret

// leaveOut: only the limit on core dumps holds here.
func leaveOut([]byte) {}
