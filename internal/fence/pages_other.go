//go:build !unix

package fence

import (
	"os"
	"testing"
)

// guarded returns size bytes. There are no inaccessible pages on this system. A
// page of slack on either side keeps stray writes from other memory.
func guarded(t testing.TB, size int) []byte {
	t.Helper()
	page := os.Getpagesize()
	return make([]byte, size+2*page)[page : page+size : page+size]
}
