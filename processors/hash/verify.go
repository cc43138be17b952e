package hash

import (
	"context"
	"crypto/subtle"
	"iter"

	"fanout/internal/secret"
	"fanout/pool"
	"fanout/processors"
	"fanout/processors/hash/kdf"
	"fanout/processors/hash/source"
)

// A Verifier checks a password list against a list of hashes. It is the pool's
// job with some rows a chunk. Rows of equal parameters are hashed together, but
// reported in their order.
type Verifier struct {
	plan      *VerifyPlan
	passwords *source.Records
	group     grouper
	monitor   processors.Monitor

	merged map[int64]row // by seq, those whose turn has not come
	turn   int64         // seq of the row to be reported next
	total  Verdicts
}

var _ processors.Processor[*Chunk, *Chunk] = (*Verifier)(nil)

// NewVerifier returns the job that carries plan out. A hash that asks for more
// memory than there is is its row's failure.
func NewVerifier(plan *VerifyPlan, monitor processors.Monitor) *Verifier {
	monitor.Tally.Items.Store(plan.Rows)
	return &Verifier{plan: plan, monitor: monitor, merged: map[int64]row{}, passwords: plan.in.NewReader()}
}

// Verdicts returns what is final so far.
func (v *Verifier) Verdicts() Verdicts { return v.total }

// Chunks pairs the lists.
func (v *Verifier) Chunks() iter.Seq2[*Chunk, error] {
	return func(yield func(*Chunk, error) bool) {
		secret.OnClearStack(func() { v.read(yield) })
	}
}

// read yields the pairs in chunks.
func (v *Verifier) read(yield func(*Chunk, error) bool) {
	defer v.plan.in.Forget()
	defer v.passwords.Clear()
	defer v.group.clear()
	for p, err := range v.plan.pairs(v.passwords) {
		if err != nil {
			yield(nil, err)
			return
		}
		if c := v.group.add(p, v.prepare); c != nil {
			c.read = v.passwords.Tally()
			if !yield(c, nil) {
				return
			}
		}
	}
	rest := append(v.group.flush(v.plan.allocation.workers), &Chunk{})
	for i, c := range rest {
		c.read = v.passwords.Tally()
		if !yield(c, nil) {
			for _, c := range rest[i+1:] {
				c.Drop()
			}
			return
		}
	}
}

// prepare makes c a chunk for parameters p.
func (v *Verifier) prepare(c *Chunk, p kdf.Params) (rows int) {
	c.list, c.params, c.lanes = v.plan.in.Name(), p, v.plan.allocation.lanes(p)
	c.hasher = p.New(c.lanes).Memory()
	return fullChunk(p, c.lanes)
}

// NewWorker returns a worker that keeps the hasher of the last parameters.
func (v *Verifier) NewWorker() pool.Worker[*Chunk, *Chunk] {
	w := worker{hashers: hashers{limit: v.plan.allocation.idle}, tally: v.monitor.Tally}
	return func(ctx context.Context, c *Chunk) (*Chunk, error) {
		err := w.hash(ctx, c, func(r *row, key []byte) {
			if len(r.want) < MinKeyBytes || subtle.ConstantTimeCompare(key, r.want) != 1 {
				r.err = errMismatch
			}
		})
		return c, err
	}
}

// Recovered fails the rows of a chunk that were to be verified.
func (v *Verifier) Recovered(c *Chunk, err *pool.PanicError) *Chunk {
	c.failAll(v.monitor.Tally)
	return c
}

// Merge takes the rows of c and reports those whose turn has come.
func (v *Verifier) Merge(c *Chunk) error {
	v.total.BytesIn = c.read.Bytes
	for _, r := range c.rows {
		v.merged[r.seq] = r
	}
	for {
		r, ok := v.merged[v.turn]
		if !ok {
			return nil
		}
		delete(v.merged, v.turn)
		v.turn++
		if err := v.report(&r); err != nil {
			return err
		}
	}
}

// report makes one row final.
func (v *Verifier) report(r *row) error {
	v.total.count(r)
	list := v.plan.in.Name()
	if r.ofHashes {
		list = v.plan.name
	}
	outcome := r.outcome(list)
	return v.monitor.Report(&outcome)
}

// Finish refuses lists that have changed, or that were both empty.
func (v *Verifier) Finish(err error) error {
	if changed := v.plan.in.Unchanged(); err == nil {
		err = changed
	}
	if v.plan.hashes != nil {
		if changed := v.plan.hashes.Unchanged(); err == nil {
			err = changed
		}
	}
	if err == nil && v.total.Rows() == 0 {
		err = &EmptyError{"there was no password to verify"}
	}
	return err
}
