// Package fence makes test buffers that notice every access outside of them:
// one side borders on a page that cannot be touched, so that reading or writing
// past it ends the test, and the other side has canary bytes, so that writing
// there is found at the end of the test. Assembly needs this, since neither the
// compiler nor the race detector looks at it.
package fence

import (
	"os"
	"testing"
)

// canary is not a value that zeroed or text-filled buffers hold.
const canary = 0xA5

// Before returns n bytes that begin right after a forbidden page, zeroed.
func Before(t testing.TB, n int) []byte {
	t.Helper()
	return fenced(t, n, true)
}

// After returns n bytes that end right before a forbidden page, zeroed.
func After(t testing.TB, n int) []byte {
	t.Helper()
	return fenced(t, n, false)
}

// Each runs f with either side forbidden.
func Each(t testing.TB, f func(buffer func(n int) []byte)) {
	t.Helper()
	f(func(n int) []byte { return Before(t, n) })
	f(func(n int) []byte { return After(t, n) })
}

func fenced(t testing.TB, n int, atStart bool) []byte {
	t.Helper()
	size := (n/os.Getpagesize() + 1) * os.Getpagesize() // at least one canary byte
	mem := guarded(t, size)
	for i := range mem {
		mem[i] = canary
	}
	buf, rest := mem[:n:n], mem[n:]
	if !atStart {
		buf, rest = mem[size-n:], mem[:size-n]
	}
	clear(buf)
	t.Cleanup(func() {
		for i, b := range rest {
			if b != canary {
				if atStart {
					t.Errorf("written %d bytes past the end of a buffer of %d", i, n)
				} else {
					t.Errorf("written %d bytes before a buffer of %d", len(rest)-i, n)
				}
				return
			}
		}
	})
	return buf
}
