package analyze

import (
	"fmt"

	"fanout/pool"
	"fanout/processors"
)

// A Record is the report line of one file.
type Record struct {
	processors.Outcome
	Bytes      int64 `json:"bytes"` // as stored
	Rows       int64 `json:"rows"`
	BadRows    int64 `json:"bad_rows"`
	RaggedRows int64 `json:"ragged_rows"`
}

// A BadRow is a record that was left out.
type BadRow struct {
	File   string `json:"file"`
	Line   int64  `json:"line"`   // where it begins, from 1
	Offset int64  `json:"offset"` // of its first byte, in the file or, if that is packed or not UTF-8, in its text
	Reason string `json:"reason"`
	Record string `json:"record"` // as it stands
}

// Hooks take what a job has to tell while it goes on, in input order. An error
// ends the run.
type Hooks struct {
	File   processors.Sink         // a file is finished
	Report func(*Report) error     // a dataset is finished
	Bad    func(*BadRow) error     // a record was left out; nil: none is told
	Warn   func(place, say string) // something about a file that a user should know
}

// A Job carries a plan out.
type Job struct {
	opt   *Options
	plan  *Plan
	tally *processors.Tally
	limit *processors.Limit
	hooks Hooks

	blocks blocks
	file   Record // the one that is being merged
	lines  int64  // line ends of it so far
	lastCR bool   // the last byte of it so far is CR
	total  Total

	report *Report       // of the dataset that is read again
	over   chan struct{} // closed: nothing more is merged
}

// A Total counts what is final.
type Total struct {
	Done, Failed, Skipped int64 // files
	Bytes                 int64 // of the files done
	Rows                  int64
	Datasets              int64 // reported
}

// A Result is what became of one chunk.
type Result struct {
	chunk   *Chunk
	rows    int64
	bad     []badRow
	badRows int64 // also where the policy keeps no bad
	ragged  int64
	lines   int64 // line ends in the chunk
	firstLF bool  // its first byte is LF
	lastCR  bool  // its last byte is CR
	opened  int64 // of an unterminated quote: line ends before it, plus 1; 0: none
	err     error // the dataset cannot go on
	errLine int64 // line ends in the chunk before the record that err is about; -1: it is about none
}

type badRow struct {
	lines  int64 // line ends in the chunk before it
	offset int64
	reason string
	text   []byte
}

// Weight is what the result holds.
func (r *Result) Weight() int64 {
	n := int64(0)
	for _, b := range r.bad {
		n += int64(len(b.text)) + 64
	}
	return n
}

var _ processors.Processor[*Chunk, *Result] = (*Job)(nil)

// NewJob prepares the work on plan.
func NewJob(opt *Options, plan *Plan, tally *processors.Tally, limit *processors.Limit, hooks Hooks) *Job {
	tally.Items.Store(int64(len(plan.Sources)))
	tally.Bytes.Store(plan.Bytes)
	return &Job{opt: opt, plan: plan, tally: tally, limit: limit, hooks: hooks, over: make(chan struct{})}
}

// Total returns what is final so far.
func (j *Job) Total() Total { return j.total }

// NewWorker returns a worker with buffers and accumulators of its own.
func (j *Job) NewWorker() pool.Worker[*Chunk, *Result] {
	return newWorker(j).do
}

// Recovered turns a panic over a chunk into the failure of its dataset.
func (j *Job) Recovered(c *Chunk, err *pool.PanicError) *Result {
	return &Result{chunk: c, err: fmt.Errorf("panic while it was worked on: %v", err.Value), errLine: -1}
}

// Merge takes the result of one chunk.
func (j *Job) Merge(r *Result) error {
	f := r.chunk.file
	if r.chunk.kind == fileEnd {
		err := r.chunk.err
		if err == nil {
			err = f.source.unchanged() // all of its chunks are merged, and so have been read
		}
		if err != nil {
			j.fail(f, err.Error())
		}
		return j.finishFile(f)
	}
	if f.set.reason != "" {
		return nil
	}
	if j.lastCR && r.firstLF {
		j.lines-- // the two were counted apart
	}
	j.lastCR = r.lastCR
	base := f.source.lines + j.lines + 1 // the line in which the chunk begins
	if r.opened > 0 {
		j.hooks.Warn(fmt.Sprintf("%s:%d", f.source.Name, base+r.opened-1), "this quote is never closed: all that follows is one field")
	}
	for _, b := range r.bad {
		if j.hooks.Bad == nil {
			break
		}
		err := j.hooks.Bad(&BadRow{f.source.Name, base + b.lines, b.offset, b.reason, string(b.text)})
		if err != nil {
			return err
		}
	}
	if r.err != nil {
		reason := r.err.Error()
		if r.errLine >= 0 {
			reason = fmt.Sprintf("line %d: %s", base+r.errLine, reason)
		}
		j.fail(f, reason)
		return nil
	}
	j.lines += r.lines
	j.file.Rows += r.rows
	j.file.BadRows += r.badRows
	j.file.RaggedRows += r.ragged
	return nil
}

func (j *Job) fail(f *openFile, reason string) {
	f.set.failed.Store(true)
	if f.set.reason == "" {
		f.set.reason = reason
		j.file.Status, j.file.Reason = processors.Failed, reason
	}
}

// finishFile reports the file whose end mark has come, and the dataset if it was
// its last.
func (j *Job) finishFile(f *openFile) error {
	rec := j.file
	rec.Bytes = max(f.source.Size, f.read.Load()) // the size of a pipe is not known before
	j.file, j.lines, j.lastCR = Record{}, 0, false
	s := f.set
	if s.wanted != nil {
		return j.finishAgain(f)
	}
	switch {
	case rec.Status == processors.Failed:
		j.total.Failed++
		j.tally.Failed.Add(1)
	case s.reason != "":
		rec.Status, rec.Reason = processors.Skipped, "another file of the dataset has failed"
		j.total.Skipped++
		j.tally.Skipped.Add(1)
	default:
		rec.Status = processors.Done
		j.total.Done++
		j.total.Bytes += rec.Bytes
		j.tally.Done.Add(1)
		s.rows += rec.Rows
		s.badRows += rec.BadRows
		s.ragged += rec.RaggedRows
		s.files = append(s.files, f.source.Name)
	}
	rec.Outcome = processors.NewOutcome(f.source.Name, rec.Status, rec.Reason)
	if err := j.hooks.File(rec.Outcome, &rec); err != nil {
		return err
	}
	if rec.Status == processors.Failed {
		if err := j.limit.Failed(); err != nil {
			return err
		}
	}
	switch {
	case !f.lastOne:
		return nil
	case s.reason != "":
		s.next <- nil
		return nil
	}
	j.total.Rows += s.rows
	j.report = s.report(j.opt)
	return j.goOn(s)
}

// Finish ends the run.
func (j *Job) Finish(err error) error {
	close(j.over)
	return err
}
