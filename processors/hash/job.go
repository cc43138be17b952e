package hash

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"fanout/chunker"
	"fanout/pool"
	"fanout/processors"
)

// A Position says how far an output reaches. A run can go on from there.
type Position struct {
	Line   int64   `json:"line"`             // the last line that is final
	Rows   int64   `json:"rows"`             // lines until there that are not empty
	Broken []int64 `json:"broken,omitempty"` // lines that failed by a fault of ours, not of theirs
}

// An Output takes JSON lines, which are durable together with the position
// they belong to, at the latest when the run ends.
type Output interface {
	Append(text []byte, at Position) error
}

// A Total counts what is final, that of earlier runs included.
type Total struct {
	Done, Failed int64 // rows
	Earlier      int64 // rows of these that an earlier run has done
	Blank        int64 // empty lines passed over
	CR           int64 // lines whose CR before the LF was taken off
	BytesIn      int64 // of the list, as far as it was read
}

// read fills in what t says of the list itself.
func (t *Total) read(l lineTally) { t.Blank, t.CR, t.BytesIn = l.blank, l.cr, l.bytes }

// A Job hashes a list. It is the pool's job with some rows a chunk.
type Job struct {
	opt   Options
	lines *lineReader
	from  Position
	out   Output
	tally *processors.Tally
	limit *processors.Limit
	sink  processors.Sink
	taper *chunker.Taper

	at    Position // merged
	total Total
}

var _ processors.Processor[*Chunk, *Result] = (*Job)(nil)

// NewJob returns the job that hashes the lines of r into out. The lines up to
// from, which an earlier run has done, are reported again and not hashed.
func NewJob(opt Options, r io.Reader, from Position, out Output, tally *processors.Tally, limit *processors.Limit, sink processors.Sink) *Job {
	return &Job{
		opt: opt, lines: newLineReader(r), from: from, out: out, tally: tally, limit: limit, sink: sink,
		taper: newTaper(opt.Params, opt.Share.Lanes, opt.Share.Workers, opt.Expected-from.Rows),
	}
}

// Total returns what is final.
func (j *Job) Total() Total { return j.total }

// Chunks reads rows and draws their salts, in order, so that one source of
// salts gives one output for any number of workers.
func (j *Job) Chunks() iter.Seq2[*Chunk, error] {
	return func(yield func(*Chunk, error) bool) {
		defer j.lines.clear()
		for {
			c, err := j.chunk()
			if err != nil && err != io.EOF {
				clear(c.text)
				yield(nil, fmt.Errorf("%q: %w", j.opt.Name, err))
				return
			}
			if !yield(c, nil) || err == io.EOF {
				return
			}
		}
	}
}

// chunk reads the next rows. The chunk may be empty at the end of the input,
// which is io.EOF; it counts the empty lines there.
func (j *Job) chunk() (*Chunk, error) {
	c := &Chunk{params: j.opt.Params, lanes: j.opt.Share.Lanes}
	rows := j.taper.Next()
	var err error
	for c.work < rows && !c.full() {
		var l line
		if l, err = j.lines.next(); err != nil {
			break
		}
		r := row{line: l.number, err: l.err, earlier: l.number <= j.from.Line}
		if r.err == nil {
			r.err = c.params.CheckPassword(l.password)
		}
		if r.earlier && slices.Contains(j.from.Broken, l.number) {
			r.err = errBroken
		}
		if r.hashed() {
			random := make([]byte, j.opt.randomBytes())
			if _, err := io.ReadFull(j.opt.Rand, random); err != nil {
				return c, fmt.Errorf("drawing a salt: %w", err)
			}
			r.salt = c.params.Salt(random)
		}
		c.add(r, l.password)
		if !r.earlier {
			j.taper.Advance(1)
		}
	}
	if err == io.EOF && j.lines.number < j.from.Line {
		err = fmt.Errorf("it ends at line %d, but an earlier run has done %d", j.lines.number, j.from.Line)
	}
	c.read = j.lines.tally
	return c, err
}

// A Result is a chunk that is done.
type Result struct {
	*Chunk
	text []byte // the JSON lines of the rows that were hashed
}

// Weight is what waits to be written.
func (r *Result) Weight() int64 { return int64(cap(r.text)) + int64(len(r.rows))*rowBytes }

// NewWorker returns a worker with a hasher of its own.
func (j *Job) NewWorker() pool.Worker[*Chunk, *Result] {
	w := worker{kept: j.opt.Share.Hasher, tally: j.tally}
	return func(ctx context.Context, c *Chunk) (*Result, error) {
		r := &Result{Chunk: c}
		err := w.hash(ctx, c, func(row *row, key []byte) {
			r.text = appendEntry(r.text, row.line, c.params, row.salt, key)
		})
		return r, err
	}
}

// Recovered fails the rows of a chunk that were to be hashed.
func (j *Job) Recovered(c *Chunk, err *pool.PanicError) *Result {
	c.abandon(j.tally)
	return &Result{Chunk: c}
}

// errBroken is the failure of rows whose hashing panicked. The panic's text is
// not shown, as it might hold anything.
var errBroken = errors.New("internal error while it was hashed")

// Merge writes the rows and reports them.
func (j *Job) Merge(r *Result) error {
	at := j.at
	for i := range r.rows {
		row := &r.rows[i]
		at.Line = row.line
		at.Rows++
		if row.err == errBroken {
			at.Broken = append(at.Broken, row.line)
		}
	}
	if at.Line > j.from.Line {
		if err := j.out.Append(r.text, at); err != nil {
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
	return nil
}

// report makes one row final.
func (j *Job) report(r *row) error {
	if r.earlier {
		j.total.Earlier++
	}
	if r.err == nil {
		j.total.Done++
	} else {
		j.total.Failed++
	}
	o := r.outcome(j.opt.Name)
	if err := j.sink(o, o); err != nil {
		return err
	}
	if r.err != nil {
		return j.limit.Failed()
	}
	return nil
}

// Finish has nothing to close: the output is its owner's.
func (j *Job) Finish(err error) error { return err }
