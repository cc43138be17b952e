//go:build !unix

package fence

import (
	"os"
	"testing"
)

// guarded returns size bytes. There are no forbidden pages on this system; a
// page of slack keeps stray writes from hitting other memory.
func guarded(t testing.TB, size int) []byte {
	t.Helper()
	page := os.Getpagesize()
	return make([]byte, size+2*page)[page : page+size : page+size]
}
