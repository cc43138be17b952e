package hash

import (
	"context"
	"crypto/subtle"
	"fmt"
	"iter"
	"sync"
	"time"

	"fanout/pool"
	"fanout/processors"
	"fanout/processors/hash/format"
	"fanout/processors/hash/kdf"
)

// minSamples is how many finished rows are hashed again at the least, however
// long that takes: the first, the last and one in the middle.
const minSamples = 3

// recheckWork is how long each worker hashes finished rows again, by
// kdf.Params.ReferenceTime.
const recheckWork = 2 * time.Second

// samples returns how many finished rows are hashed again: as many as fit into
// recheckWork, at least a batch for every worker, as a batch takes about as
// long as one row. It follows from the costs, and does not depend on a clock.
func samples(p kdf.Params, a Allocation) int64 {
	batches := max(1, int64(recheckWork/max(1, p.ReferenceTime())))
	return max(minSamples, batches*int64(a.Workers*a.Lanes))
}

// A rehash is the pool's job of hashing finished rows again.
type rehash struct {
	rows  *finishedRows
	lanes int
	full  int // rows to hash in a chunk

	mu     sync.Mutex // held while rows is read
	closed bool
}

var _ pool.Job[*Chunk, *rehashed] = (*rehash)(nil)

// A rehashed is a chunk that was hashed again.
type rehashed struct {
	line int64 // of the first row whose key is another; 0: none
	err  error // why line could not be hashed
}

// Chunks reads the finished rows.
func (r *rehash) Chunks() iter.Seq2[*Chunk, error] {
	return func(yield func(*Chunk, error) bool) {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.closed {
			return
		}
		stopped := false
		chunk := r.newChunk()
		err := r.rows.read(func(e *format.Entry, password []byte) bool {
			chunk.add(row{line: e.Line, salt: e.Salt, want: e.Key}, password)
			if chunk.work >= r.full || chunk.full() {
				stopped = !yield(chunk, nil)
				chunk = r.newChunk()
			}
			return !stopped
		})
		// Rows before that which the error is about come first.
		if !stopped && yield(chunk, nil) && err != nil {
			yield(nil, err)
		}
	}
}

func (r *rehash) newChunk() *Chunk {
	opt := r.rows.opt
	return &Chunk{params: opt.Params, digests: opt.Reading.ReadDigest != nil, lanes: r.lanes}
}

// NewWorker returns a worker with a hasher of its own.
func (r *rehash) NewWorker() pool.Worker[*Chunk, *rehashed] {
	w := worker{hashers: hashers{limit: r.rows.memory}, tally: &processors.Tally{}}
	return func(ctx context.Context, c *Chunk) (*rehashed, error) {
		found := &rehashed{}
		err := w.hash(ctx, c, func(row *row, key []byte) {
			if found.line == 0 && subtle.ConstantTimeCompare(key, row.want) != 1 {
				found.line = row.line
			}
		})
		return found, err
	}
}

// Recovered ends the check.
func (r *rehash) Recovered(c *Chunk, _ *pool.PanicError) *rehashed {
	c.forget()
	return &rehashed{line: c.rows[0].line, err: errBroken}
}

// Merge returns a ResumeError for a row whose key is another.
func (r *rehash) Merge(found *rehashed) error {
	switch {
	case found.err != nil:
		return fmt.Errorf("%s: from line %d on: %w", r.rows.in.Quoted(), found.line, found.err)
	case found.line > 0:
		err := newResumeError(r.rows.in, found.line, "gives another hash")
		err.rehashed = true
		return err
	}
	return nil
}

// close waits until nothing is read any more. The pool does not.
func (r *rehash) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
}
