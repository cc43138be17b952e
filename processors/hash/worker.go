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
	idle   int64      // limit of the bytes that an idle hasher may hold
	tally  *processors.Tally

	rows                   []*row
	keys, passwords, salts [][]byte
}

// hash hashes the rows of c, all at once: a hasher that is done with one
// password before the others takes the next. Each key is given to done, for the
// time of the call.
func (w *worker) hash(ctx context.Context, c *Chunk, done func(*row, []byte)) error {
	defer clear(c.text)
	w.rows, w.passwords, w.salts = w.rows[:0], w.passwords[:0], w.salts[:0]
	for i := range c.rows {
		r := &c.rows[i]
		if !r.hashed() {
			r.count(w.tally)
			continue
		}
		w.rows = append(w.rows, r)
		w.passwords = append(w.passwords, c.text[r.from:r.to:r.to])
		w.salts = append(w.salts, r.salt)
	}
	if len(w.rows) == 0 {
		return nil
	}
	if ctx.Err() != nil { // a hasher may be done before it looks
		return context.Cause(ctx)
	}
	w.prepare(c)
	defer w.release()
	for len(w.keys) < len(w.rows) {
		w.keys = append(w.keys, make([]byte, w.params.KeyLength()))
	}
	if err := w.hasher.Hash(ctx, w.keys[:len(w.rows)], w.passwords, w.salts); err != nil {
		return err
	}
	for i, r := range w.rows {
		done(r, w.keys[i])
		r.count(w.tally)
	}
	return nil
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
	w.hasher = c.params.New(c.lanes)
}

// release gives back what an idle hasher may not keep.
func (w *worker) release() {
	if w.hasher.Memory() > w.idle {
		w.hasher.Close()
	}
}
