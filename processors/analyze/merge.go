package analyze

import (
	"context"
	"fmt"

	"fanout/internal/wait"
	"fanout/processors"
	"fanout/processors/analyze/hint"
	"fanout/processors/analyze/profile"
)

// A Result is what became of one chunk.
type Result struct {
	chunk    *Chunk
	rows     int64
	bad      []badRow
	badRows  int64 // also where bad is not kept
	ragged   int64
	comments int64       // lines
	blank    int64       // blank lines left out
	misfits  fieldCounts // ragged or for that left out
	repeats  repeats
	quotes   misquoted
	lines    int64 // line ends in the chunk
	firstLF  bool  // its first byte is LF
	lastCR   bool  // its last byte is CR
	damage   damage
	opened   int64 // of an unterminated quote: line ends before it, plus 1; 0: none
	order    profile.Order
	err      error // the dataset has failed
	errLine  int64 // line ends in the chunk before the record that err is about; -1: it is about none

	// Of a part.
	held int64 // memory of bad
	rest bool  // something follows its compressed data
}

// Name returns that of the chunk.
func (r *Result) Name() string { return r.chunk.Name() }

// A badRow is a record of a chunk that was left out.
type badRow struct {
	lines  int64 // line ends in the chunk before it
	offset int64
	reason string
	text   []byte
}

// badRowBytes is what a bad row takes besides its text.
const badRowBytes = 64

// Weight is what the result holds.
func (r *Result) Weight() int64 {
	n := r.order.Size() + r.chunk.weight
	for _, b := range r.bad {
		n += int64(len(b.text)) + badRowBytes
	}
	return n
}

// measure notes what merging needs to count lines.
func (r *Result) measure(text []byte, lines int) {
	if len(text) > 0 {
		r.lines = int64(lines)
		r.firstLF, r.lastCR = text[0] == '\n', text[len(text)-1] == '\r'
	}
}

// Merge takes the result of one chunk.
func (j *Job) Merge(r *Result) error {
	if j.part != nil {
		return j.mergeIntoPart(r)
	}
	f := r.chunk.file
	if r.chunk.kind == fileEnd {
		err := r.chunk.err
		if err == nil {
			err = f.source.Unchanged() // all of its chunks are merged, and so have been read
		}
		if err != nil {
			j.fail(f, err)
		}
		return j.finishFile(f)
	}
	if f.reading.merged.err != nil {
		return nil
	}
	if r.chunk.kind == partProfile {
		if err := f.reading.absorb(&j.opt.Profile, r.chunk.data); err != nil {
			return &PartError{r.chunk.shard, err}
		}
		return nil
	}
	if j.file.lastCR && r.firstLF {
		j.file.lines-- // the two were counted apart
	}
	j.file.lastCR = r.lastCR
	base := f.source.BodyLine + j.file.lines + 1 // the line in which the chunk begins
	if err := j.remark(r, base); err != nil {
		return err
	}
	j.file.damage.add(r.damage, base)
	if r.err != nil {
		err := r.err
		if r.errLine >= 0 {
			err = fmt.Errorf("line %d: %w", base+r.errLine, err)
		}
		j.fail(f, err)
		return nil
	}
	if len(r.order) > 0 {
		f.reading.profile.AddOrder(r.order)
	}
	j.file.lines += r.lines
	j.file.record.Rows += r.rows
	j.file.record.BadRows += r.badRows
	j.file.record.RaggedRows += r.ragged
	f.reading.merged.quotes.merge(&r.quotes)
	f.reading.merged.misfits.merge(&r.misfits)
	j.file.record.BlankLines += r.blank
	f.reading.merged.repeats.merge(&r.repeats, f.source.Name, base)
	j.file.record.CommentLines += r.comments
	if r.chunk.kind == partResult {
		f.rest = f.rest || r.rest
	}
	return nil
}

// remark reports what is odd in a chunk that begins in line base. A further
// reading finds the same again and says nothing.
func (j *Job) remark(r *Result, base int64) error {
	if r.chunk.file.reading.refinement != nil {
		return nil
	}
	name := r.chunk.file.source.Name
	if r.opened > 0 {
		j.hooks.Warn(fmt.Sprintf("%s:%d", name, base+r.opened-1), "this quote is never closed: all that follows is one field")
	}
	for _, b := range r.bad {
		if err := j.hooks.Bad(&BadRow{name, processors.Base64(name), base + b.lines, b.offset, b.reason, string(b.text)}); err != nil {
			return err
		}
	}
	return nil
}

// fail makes the file that is being merged the one by which its dataset fails,
// unless that has failed before.
func (j *Job) fail(f *openFile, err error) {
	f.reading.failed.Store(true)
	if m := &f.reading.merged; m.err == nil {
		m.err = err
		j.file.record = Record{} // how much of it was read means nothing
		j.file.record.Status, j.file.record.Err = processors.Failed, err
	}
}

// finishFile reports the file whose end mark has come, and the dataset if it
// was its last.
func (j *Job) finishFile(f *openFile) error {
	rec, damaged := j.file.record, j.file.damage
	j.file = fileSoFar{}
	if f.reading.refinement != nil {
		return j.finishAgain(f)
	}
	rec.CommentLines += f.source.CommentLines
	rec.Bytes = max(f.source.Size, f.read.Load()) // the size of a pipe is not known before
	m := &f.reading.merged
	m.damage.addFile(damaged, f.source)
	if f.rest {
		m.hints = append(m.hints, hint.Hint{
			Kind: "trailing_bytes", Text: "the bytes after the compressed data of " + f.source.Name + " were ignored",
		})
	}
	j.count(&rec, f.source.Name, m)
	if err := j.monitor.Report(&rec); err != nil {
		return err
	}
	if !f.last || m.err != nil {
		return nil
	}
	j.total.Rows += m.rows
	j.monitor.Stage(summarizing)
	made, err := wait.For(j.ctx, func() (unfinished, error) {
		report, refinement := f.reading.report(j.opt)
		return unfinished{report, refinement}, nil
	})
	if err != nil {
		return err
	}
	return j.finishDataset(made.report, made.refinement)
}

// count completes the record of the file called name with its outcome, and adds
// it to what is merged of its dataset and to the totals.
func (j *Job) count(rec *Record, name string, m *merged) {
	switch {
	case rec.Status == processors.Failed:
		j.total.Failed++
		j.monitor.Tally.Failed.Add(1)
	case m.err != nil:
		rec.Status, rec.Reason = processors.Skipped, "another file of the dataset has failed"
		j.total.Skipped++
		j.monitor.Tally.Skipped.Add(1)
	default:
		rec.Status = processors.Done
		j.total.Done++
		j.total.Bytes += rec.Bytes
		j.monitor.Tally.Done.Add(1)
		m.rows += rec.Rows
		m.badRows += rec.BadRows
		m.ragged += rec.RaggedRows
		m.blank += rec.BlankLines
		m.comments += rec.CommentLines
		m.files = append(m.files, name)
	}
	rec.Outcome = processors.NewOutcome(name, rec.Status, rec.Reason).Because(rec.Err)
}

// finishAgain ends a file of a further reading.
func (j *Job) finishAgain(f *openFile) error {
	if err := f.reading.merged.err; err != nil { // it went well the first time
		return fmt.Errorf("%q, second reading: %w", f.source.Name, err)
	}
	if !f.last {
		return nil
	}
	j.monitor.Stage(summarizing)
	_, err := wait.For(j.ctx, func() (struct{}, error) { return struct{}{}, f.reading.refinement.Narrow() })
	switch {
	case j.ctx.Err() != nil:
		return context.Cause(j.ctx)
	case err != nil:
		return fmt.Errorf("%q: %w", f.source.Name, err)
	}
	return j.finishDataset(j.unfinished.report, f.reading.refinement)
}

// finishDataset reports a dataset unless its quantiles take another reading.
func (j *Job) finishDataset(report *profile.Report, refinement *profile.Refinement) error {
	j.unfinished = unfinished{}
	if refinement != nil {
		if !refinement.Done() {
			j.unfinished = unfinished{report, refinement}
			return nil
		}
		refinement.Write(report.Columns)
	}
	err := j.hooks.Report(report)
	if err == nil {
		j.total.Datasets++
	}
	return err
}
