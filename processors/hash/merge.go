package hash

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"

	"fanout/chunker"
	"fanout/internal/files"
	"fanout/pool"
	"fanout/processors"
)

// A PartError says that a shard's part does not fit to the list.
type PartError struct {
	Shard chunker.Shard
	Err   error
}

var _ processors.Explainer = (*PartError)(nil)

func (e *PartError) Error() string { return processors.Neutral(e) }

// Unwrap returns Err.
func (e *PartError) Unwrap() error { return e.Err }

// Explain implements [processors.Explainer].
func (e *PartError) Explain(func(string) string) (message, hint string) {
	message = fmt.Sprintf("shard %v: %v", e.Shard, e.Err)
	if errors.Is(e.Err, errOther) {
		return message, "see that every machine reads the same list and pepper; then remove the part of this shard and run it again"
	}
	return message, "remove its part and run the shard again"
}

// The reasons why a part does not fit.
var (
	errFrame = errors.New("its part holds other things than this version of fanout writes")
	errMore  = errors.New("its part has more rows than its share of the list")
	errList  = errors.New("its part was made of another list")
	errOther = errors.New("gives another hash than its part has")
)

// NewMerge returns the job of writing the plan's output from the parts of all
// shards. It reads the list again, as a run does that continues another: parts
// have salts and hashes only, and rows fail again for the same reasons. Some
// rows are hashed again, at least one of each part, as a part may have been
// made of another list of equal size and time, or with another pepper. open
// opens the part of a shard. Close must be called.
func NewMerge(ctx context.Context, plan *Plan, shards int, open func(shard int) (io.ReadCloser, error), monitor processors.Monitor) (*Job, error) {
	if err := plan.clearPartial(ctx); err != nil {
		return nil, err
	}
	out, _, err := openOutput(ctx, plan)
	if err != nil {
		return nil, err
	}
	j := newJob(plan, out, Position{}, monitor)
	j.parts = &partsReader{plan: plan, shards: shards, open: open}
	return j, nil
}

// clearPartial removes what an unfinished run has left of the output, where it
// is to be replaced. No other run may be writing it.
func (p *Plan) clearPartial(ctx context.Context) error {
	if p.partial == nil || !p.opt.Overwrite {
		return nil
	}
	left, _, err := files.OpenPartial(ctx, p.opt.Output, *p.partial)
	if err != nil {
		return refuse(p.opt.Output, err)
	}
	return left.Close()
}

// newMerger returns a worker that takes keys from parts, and hashes only the
// rows that are to be compared.
func (j *Job) newMerger() pool.Worker[*Chunk, *Result] {
	again := worker{hashers: hashers{limit: j.plan.Allocation.Hasher}, tally: &processors.Tally{}}
	return func(ctx context.Context, c *Chunk) (*Result, error) {
		if err := c.compare(ctx, &again, j.parts.shards); err != nil {
			return nil, err
		}
		e := encoder{opt: j.plan.opt, line: c.after}
		for i := range c.rows {
			r := &c.rows[i]
			if r.hashed() {
				e.add(r, r.want)
			}
			r.count(j.monitor.Tally)
		}
		e.fill(c.lastLine())
		return &Result{Chunk: c, text: e.text}, nil
	}
}

// compare hashes the rows of c.again, which must give the keys that the parts
// of that many shards have.
func (c *Chunk) compare(ctx context.Context, w *worker, shards int) error {
	if c.again == nil {
		return nil
	}
	var other *row
	err := w.hash(ctx, c.again, func(r *row, key []byte) {
		if other == nil && subtle.ConstantTimeCompare(key, r.want) != 1 {
			other = r
		}
	})
	if err == nil && other != nil {
		err = &PartError{chunker.Shard{I: int(other.seq), N: shards}, fmt.Errorf("%s %w", other.file.Place(other.line), errOther)}
	}
	return err
}
