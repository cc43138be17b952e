// Package hash turns password lists into lists of hashes, and checks one
// against the other.
//
// Passwords are read from a stream a line each, cut into chunks of rows that
// take about 50 ms, hashed on all workers, several at a time on each, and written
// as JSON lines in input order. No password is kept, logged or put into an error: rows are named by
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
	SaltBytes int       // of those algorithms that take any, see kdf.Scheme
	Rand      io.Reader // where salts come from: crypto/rand, or a test's
	Share     Share     // of the machine, from Divide
	Expected  int64     // rows that the list holds; 0 if that is not known
}

const (
	// chunkWork is the time for a chunk, by kdf.Params.ReferenceTime: long against the
	// cost of handing it over, short against the user's patience.
	chunkWork = 50 * time.Millisecond
	// chunkRows and chunkBytes bound a chunk of cheap hashes, of failures or of
	// rows that an earlier run has done, so that memory stays small.
	chunkRows  = 1024
	chunkBytes = 256 << 10
	// rowBytes is what a row takes besides its password: its entry in the chunk,
	// salt, key and JSON line, with keys of the usual lengths.
	rowBytes = 512
	// maxVerify is the longest time (ReferenceTime) of one hash in a list to verify: a
	// list may come from anywhere, and must not be able to stop the run.
	maxVerify = time.Minute
)

// randomBytes returns how many random bytes a salt takes.
func (opt *Options) randomBytes() int {
	if n := opt.Params.Scheme.SaltBytes; n > 0 {
		return n
	}
	return opt.SaltBytes
}
