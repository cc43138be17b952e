// Package fence provides test buffers that detect every access outside of them.
// One side of a buffer borders on an inaccessible page, so that reading or
// writing past it ends the test. The other side has canary bytes, so that a
// write there is detected at the end of the test. Tests of assembly need this,
// since neither the compiler nor the race detector checks assembly.
package fence

import (
	"os"
	"testing"
)

// canary is a value that buffers of zeros or text do not contain.
const canary = 0xA5

// Before returns n zero bytes that begin right after an inaccessible page.
func Before(t testing.TB, n int) []byte {
	t.Helper()
	return fenced(t, n, true)
}

// After returns n zero bytes that end right before an inaccessible page.
func After(t testing.TB, n int) []byte {
	t.Helper()
	return fenced(t, n, false)
}

// Each calls f twice: with Before and with After as buffer.
func Each(t testing.TB, f func(buffer func(n int) []byte)) {
	t.Helper()
	f(func(n int) []byte { return Before(t, n) })
	f(func(n int) []byte { return After(t, n) })
}

// fenced returns n zero bytes at the start or at the end of accessible pages.
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
