package hash

import (
	"context"
	"errors"
	"io"
	"iter"

	"fanout/internal/files"
	"fanout/internal/secret"
	"fanout/pool"
	"fanout/processors"
	"fanout/processors/hash/source"
)

// A Total counts what is final, that of earlier runs included.
type Total struct {
	Done, Failed int64        // rows
	Earlier      int64        // rows of these that an earlier run has done
	EarlierDone  int64        // of Done, by an earlier run
	Blank        int64        // empty lines passed over
	CR           int64        // lines whose CR before the LF was taken off
	BytesIn      int64        // of the list, as far as it was read
	Read         source.Tally // what else was counted of the list
	BytesOut     int64        // of this run's part of the output
}

// read fills in what t says of the list itself.
func (t *Total) read(l source.Tally) { t.Blank, t.CR, t.BytesIn, t.Read = l.Blank, l.CR, l.Bytes, l }

// A Job carries a plan out. It is the pool's job with some rows a chunk.
type Job struct {
	plan    *Plan
	out     output
	from    Position // lines up to there are reported again, not hashed
	monitor processors.Monitor

	shard bool         // the output is a part
	parts *partsReader // the keys are in parts; nil: they are computed

	at      Position // merged
	total   Total
	durable Total // total when the output was last durable
	lost    bool  // what came after that is not
}

var _ processors.Processor[*Chunk, *Result] = (*Job)(nil)

// NewJob opens the output of plan. Close must be called.
func NewJob(ctx context.Context, plan *Plan, monitor processors.Monitor) (*Job, error) {
	out, from, err := openOutput(ctx, plan)
	if err != nil {
		return nil, err
	}
	return newJob(plan, out, from, monitor), nil
}

func newJob(plan *Plan, out output, from Position, monitor processors.Monitor) *Job {
	monitor.Tally.Items.Store(plan.Share())
	return &Job{plan: plan, out: out, from: from, monitor: monitor}
}

// Total returns what is final.
func (j *Job) Total() Total { return j.total }

// Resumable reports whether a later run can continue this one's output.
func (j *Job) Resumable() bool {
	out := j.out
	if f, ok := out.(*folderOutput); ok {
		out = f.output
	}
	_, ok := out.(partialOutput)
	return ok
}

// Chunks reads the rows.
func (j *Job) Chunks() iter.Seq2[*Chunk, error] {
	return func(yield func(*Chunk, error) bool) {
		secret.OnClearStack(func() { j.read(yield) })
	}
}

// read yields the rows in chunks.
func (j *Job) read(yield func(*Chunk, error) bool) {
	var rows chunkReader = j.parts
	if j.parts == nil {
		rows = newRowReader(j.plan, j.from)
	} else {
		j.parts.begin()
	}
	defer j.plan.in.Forget()
	defer rows.clear()
	for {
		c, err := rows.next()
		if err != nil && err != io.EOF {
			c.forget()
			yield(nil, err)
			return
		}
		if !yield(c, nil) || err == io.EOF {
			return
		}
	}
}

// A chunkReader reads the rows of a list in chunks.
type chunkReader interface {
	// next returns the next chunk, the last one with io.EOF.
	next() (*Chunk, error)
	// clear forgets the passwords.
	clear()
}

// A Result is a chunk that is done.
type Result struct {
	*Chunk
	text []byte // the rows as the output has them
}

// Weight is the memory of what waits to be written.
func (r *Result) Weight() int64 { return int64(cap(r.text)) + int64(len(r.rows))*rowBytes }

// NewWorker returns a worker with a hasher of its own.
func (j *Job) NewWorker() pool.Worker[*Chunk, *Result] {
	if j.parts != nil {
		return j.newMerger()
	}
	w := worker{hashers: hashers{limit: j.plan.Allocation.Hasher}, tally: j.monitor.Tally}
	return func(ctx context.Context, c *Chunk) (*Result, error) {
		if j.shard {
			return j.collect(ctx, &w, c)
		}
		e := encoder{opt: j.plan.opt, line: c.after}
		err := w.hash(ctx, c, e.add)
		e.fill(c.lastLine())
		return &Result{Chunk: c, text: e.text}, err
	}
}

// Recovered fails the rows of a chunk that were to be hashed.
func (j *Job) Recovered(c *Chunk, err *pool.PanicError) *Result {
	c.failAll(j.monitor.Tally)
	if j.shard {
		return &Result{Chunk: c}
	}
	e := encoder{opt: j.plan.opt, line: c.after}
	e.fill(c.lastLine())
	return &Result{Chunk: c, text: e.text}
}

// Merge writes the rows and reports them.
func (j *Job) Merge(r *Result) error {
	at, text := j.at, r.text
	for i := range r.rows {
		row := &r.rows[i]
		at.Line = row.line
		at.Rows++
		if row.err == errBroken {
			at.Broken = append(at.Broken, row.line)
		}
	}
	if at.Line > j.from.Line {
		if j.from.Line == 0 && j.at.Line == 0 && !j.shard {
			text = append(j.plan.opt.Format.Begin(nil, &j.plan.opt.Style), text...)
		}
		j.total.BytesOut += int64(len(text))
		if err := j.out.append(text, at); err != nil {
			return err
		}
	}
	j.at = at
	j.total.read(r.read)
	for i := range r.rows {
		if err := j.report(&r.rows[i]); err != nil {
			return err
		}
	}
	if j.out.settled() {
		j.durable = j.total
	}
	return nil
}

// report makes one row final.
func (j *Job) report(r *row) error {
	if r.earlier {
		j.total.Earlier++
		if r.err == nil {
			j.total.EarlierDone++
		}
	}
	if r.err == nil {
		j.total.Done++
	} else {
		j.total.Failed++
	}
	outcome := r.outcome(j.plan.in.Name())
	return j.monitor.Report(&outcome)
}

// Finish makes the output durable, so that no row is called done that is not.
// It becomes final by Commit, once the caller has made final what belongs to
// it.
func (j *Job) Finish(err error) error {
	j.lost = errors.As(err, new(*files.SyncError))
	if err == nil || j.Resumable() {
		if failed := j.out.settle(); failed != nil {
			err, j.lost = failed, true
		}
	}
	if j.lost {
		j.total = j.durable
	}
	return err
}

// Lost reports whether rows that were reported as done may not be on the disk.
// Total does not count them.
func (j *Job) Lost() bool { return j.lost }

// Close ends the output. If it is not final, what a later run can continue is
// kept. The error says that not all of it is.
func (j *Job) Close() error { return j.out.close() }

// Commit makes the output final.
func (j *Job) Commit() error {
	if err := j.plan.in.Unchanged(); err != nil {
		return err
	}
	if j.shard {
		return j.completeShare()
	}
	if j.total.Done+j.total.Failed == 0 {
		return &EmptyError{"there was no password to hash"}
	}
	return j.out.commit()
}
