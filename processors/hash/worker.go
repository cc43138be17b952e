package hash

import (
	"context"

	"fanout/internal/secret"
	"fanout/processors"
	"fanout/processors/hash/kdf"
)

// A worker hashes one chunk after the other.
type worker struct {
	hashers hashers
	tally   *processors.Tally

	rows                   []*row
	keys, passwords, salts [][]byte
	text                   []byte // of the keys
}

// hash hashes the rows of c, all at once: a hasher that is done with one
// password before the others takes the next. Each key is given to done, for the
// time of the call.
func (w *worker) hash(ctx context.Context, c *Chunk, done func(*row, []byte)) error {
	defer c.forget()
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
	w.makeKeys(len(w.rows), c.params.KeyLength())
	defer clear(w.text)
	hasher := w.hashers.take(c.hashed(), c.lanes)
	defer w.hashers.release()
	if err := hashAll(ctx, hasher, w.keys, w.passwords, w.salts); err != nil {
		return err
	}
	for i, r := range w.rows {
		done(r, w.keys[i])
		r.count(w.tally)
	}
	return nil
}

// hashAll has h hash passwords, and leaves none of them on the stack.
func hashAll(ctx context.Context, h kdf.Hasher, keys, passwords, salts [][]byte) (err error) {
	secret.OnClearStack(func() { err = h.Hash(ctx, keys, passwords, salts) })
	return err
}

// makeKeys makes room for n keys of that many bytes.
func (w *worker) makeKeys(n, length int) {
	if cap(w.text) < n*length {
		w.text = make([]byte, n*length)
	}
	w.text, w.keys = w.text[:n*length], w.keys[:0]
	for i := range n {
		w.keys = append(w.keys, w.text[i*length:(i+1)*length:(i+1)*length])
	}
}
