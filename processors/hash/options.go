// Package hash turns password lists into lists of hashes, and checks one
// against the other.
//
// Passwords are read from a stream a line each, cut into chunks of rows that
// take about 50 ms, hashed on all workers and written as JSON lines in input
// order. No password is kept, logged or put into an error: rows are named by
// their number. What holds passwords is cleared after use; copies that the
// reference functions make inside themselves are left to the garbage collector.
package hash

import (
	"io"
	"time"

	"fanout/processors/hash/kdf"
)

// Options say how a list is hashed. The zero value is not ready to use.
type Options struct {
	Name      string // of the input, for messages: a path or "-"
	Params    kdf.Params
	SaltBytes int       // bcrypt always has 16
	Rand      io.Reader // where salts come from: crypto/rand, or a test's
}

const (
	// chunkWork is the work in a chunk, by kdf.Params.Nominal: long against the
	// cost of handing it over, short against the user's patience.
	chunkWork = 50 * time.Millisecond
	// chunkRows and chunkBytes bound a chunk of cheap hashes, of failures or of
	// rows that an earlier run has done, so that memory stays small.
	chunkRows  = 1024
	chunkBytes = 256 << 10
	// rowBytes is what a row takes besides its password: its entry in the chunk,
	// salt, key and JSON line, with keys of the usual lengths.
	rowBytes = 512
	// maxVerify is the longest nominal time of one hash in a list to verify: a
	// list may come from anywhere, and must not be able to stop the run.
	maxVerify = time.Minute
)

// rowsPerChunk returns how many rows of parameters p a chunk hashes: about
// chunkWork of them, and a multiple of the hasher's lanes.
func rowsPerChunk(p kdf.Params) int {
	lanes := kdf.New(p).Lanes()
	rows := min(chunkRows, max(1, int(chunkWork/max(1, p.Nominal()))))
	return (rows + lanes - 1) / lanes * lanes
}

// ChunkMemory returns the most bytes that a worker needs for hashes of
// parameters p: for one of them, and for the rows around it.
func ChunkMemory(p kdf.Params) int64 {
	return p.Memory() + chunkBytes + MaxLine + chunkRows*(rowBytes+2*int64(p.KeyLength()))
}
