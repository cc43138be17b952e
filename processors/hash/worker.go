package hash

import (
	"context"

	"fanout/processors"
	"fanout/processors/hash/kdf"
)

// A worker hashes one chunk after the other.
type worker struct {
	params kdf.Params
	lanes  int
	hasher kdf.Hasher // for params, with lanes; nil: none yet
	kept   int64      // most bytes that an idle hasher may hold
	tally  *processors.Tally

	batch                  []*row
	keys, passwords, salts [][]byte
}

// hash hashes the rows of c, as many at a time as the hasher takes, so that
// progress is seen after each batch. Each key is given to done, for the time of
// the call.
func (w *worker) hash(ctx context.Context, c *Chunk, done func(*row, []byte) error) error {
	defer clear(c.text)
	if c.work > 0 {
		w.prepare(c)
		defer w.rest()
	}
	for i := range c.rows {
		r := &c.rows[i]
		if !r.hashed() {
			r.count(w.tally)
			continue
		}
		w.batch = append(w.batch, r)
		w.passwords = append(w.passwords, c.text[r.from:r.to:r.to])
		w.salts = append(w.salts, r.salt)
		if len(w.batch) == w.hasher.Lanes() {
			if err := w.flush(ctx, done); err != nil {
				return err
			}
		}
	}
	return w.flush(ctx, done)
}

// prepare gets the hasher for c.
func (w *worker) prepare(c *Chunk) {
	if w.hasher != nil && w.params == c.params && w.lanes == c.lanes {
		return
	}
	if w.hasher != nil {
		w.hasher.Close()
	}
	w.params, w.lanes, w.keys = c.params, c.lanes, nil
	w.hasher = kdf.New(c.params, c.lanes)
}

// rest gives back what an idle hasher may not keep.
func (w *worker) rest() {
	if w.hasher.Memory() > w.kept {
		w.hasher.Close()
	}
}

// flush hashes the batch.
func (w *worker) flush(ctx context.Context, done func(*row, []byte) error) error {
	n := len(w.batch)
	if n == 0 {
		return nil
	}
	if ctx.Err() != nil { // a hasher may be done before it looks
		return context.Cause(ctx)
	}
	for len(w.keys) < n {
		w.keys = append(w.keys, make([]byte, w.params.KeyLength()))
	}
	if err := w.hasher.Hash(ctx, w.keys[:n], w.passwords, w.salts); err != nil {
		return err
	}
	for i, r := range w.batch {
		if err := done(r, w.keys[i]); err != nil {
			return err
		}
		r.count(w.tally)
	}
	w.batch, w.passwords, w.salts = w.batch[:0], w.passwords[:0], w.salts[:0]
	return nil
}
