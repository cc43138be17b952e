package resize

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"fanout/internal/files"
	"fanout/internal/inputs"
	"fanout/pool"
	"fanout/processors"
)

// A JoinJob makes one run of the parts of all shards: it sees that their
// outputs are there, reports their items, and tells the journal.
type JoinJob struct {
	opt     *Options
	join    *Join
	slots   openSlots
	monitor processors.Monitor
	journal jobJournal
	total   Total
}

// A JoinBatch is items that follow each other.
type JoinBatch struct {
	frames [][]byte
	bytes  int64
	told   []*told
	err    error
}

// Weight is the memory that it takes, for the pool's budget.
func (b *JoinBatch) Weight() int64 { return 3 * b.bytes } // as bytes, and decoded

var _ processors.Processor[*JoinBatch, *JoinBatch] = (*JoinJob)(nil)

// NewJoinJob returns the job of join. Finish must be called. The end of ctx
// ends waits for other runs.
func NewJoinJob(ctx context.Context, opt *Options, join *Join, monitor processors.Monitor) *JoinJob {
	monitor.Tally.Items.Store(join.Items)
	return &JoinJob{
		opt: opt, join: join, slots: newOpenSlots(), monitor: monitor,
		journal: jobJournal{ctx: ctx, opt: opt, plan: join.Plan},
	}
}

// Total returns what is final so far.
func (j *JoinJob) Total() Total { return j.total }

// A batch is one append to the journal and one sync.
const (
	batchItems = 1024
	batchBytes = 1 << 20
)

// Chunks yields batches of items, in the order of a single run.
func (j *JoinJob) Chunks() iter.Seq2[*JoinBatch, error] {
	return func(yield func(*JoinBatch, error) bool) {
		batch := &JoinBatch{}
		stopped := errors.New("stopped")
		err := j.join.each(j.journal.ctx, func(frame []byte) error {
			batch.frames = append(batch.frames, frame)
			batch.bytes += int64(len(frame))
			if len(batch.frames) < batchItems && batch.bytes < batchBytes {
				return nil
			}
			if !yield(batch, nil) {
				return stopped
			}
			batch = &JoinBatch{}
			return nil
		})
		switch {
		case errors.Is(err, stopped):
		case err != nil:
			yield(nil, err)
		case len(batch.frames) > 0:
			yield(batch, nil)
		}
	}
}

// NewWorker returns a worker that decodes items and sees whether their outputs
// are there.
func (j *JoinJob) NewWorker() pool.Worker[*JoinBatch, *JoinBatch] {
	return func(ctx context.Context, b *JoinBatch) (*JoinBatch, error) {
		for _, frame := range b.frames {
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			t, err := decodeTold(frame)
			if err != nil {
				return nil, fmt.Errorf("a part: %w", err)
			}
			if j.join.Plan.fresh && isOutputFolder(t.number) {
				j.monitor.Tally.Items.Add(-1)
				continue // the output folder: it was not there when the run began
			}
			if err := j.settle(ctx, t); err != nil {
				return nil, err
			}
			b.told = append(b.told, t)
		}
		b.frames = nil
		return b, nil
	}
}

// Recovered ends the run: without a batch it is not whole.
func (j *JoinJob) Recovered(b *JoinBatch, err *pool.PanicError) *JoinBatch {
	b.err = err
	return b
}

// settle completes what a part has of an item, which fails if its output is
// not there or also another's. It counts it in the tally.
func (j *JoinJob) settle(ctx context.Context, t *told) error {
	if t.hasOutput() {
		t.rec.Output = filepath.Join(j.join.Plan.Root, filepath.FromSlash(t.target))
		t.rec.OutputBase64 = processors.Base64(t.rec.Output)
	}
	err := j.sharedOutput(t)
	if err == nil && t.hasOutput() {
		err = j.checkOutput(ctx, t)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		t.fail(err)
	}
	tally := j.monitor.Tally
	switch t.rec.Status {
	case processors.Done:
		tally.Done.Add(1)
		tally.BytesMade.Add(t.rec.OutputBytes)
	case processors.Failed:
		tally.Failed.Add(1)
	default:
		tally.Skipped.Add(1)
	}
	return nil
}

// sharedOutput returns an error if the output has the name of another one.
func (j *JoinJob) sharedOutput(t *told) error {
	if t.target == "" || j.join.shared == nil {
		return nil
	}
	items := j.join.shared[inputs.Fold(t.target)]
	if len(items) < 2 {
		return nil
	}
	const few = 3
	others := slices.DeleteFunc(slices.Clone(items), func(item string) bool { return item == t.rec.Item })
	text := strings.Join(others[:min(few, len(others))], ", ")
	if more := len(others) - few; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return fmt.Errorf("its output %s is also the output of %s", t.target, text)
}

var (
	errOutputMissing = errors.New("its output is missing, although its shard made it")
	errOutputChanged = errors.New("its output is not the one that its shard made")
)

// checkOutput returns an error if the output is not there as the shard has left
// it. If it has another time, as another attempt of the shard may have made it
// again, its content decides, and it has that time from then on.
func (j *JoinJob) checkOutput(ctx context.Context, t *told) error {
	info, err := os.Lstat(t.rec.Output)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errOutputMissing
	case err != nil:
		return files.Cause(err)
	case !info.Mode().IsRegular() || info.Size() != t.rec.OutputBytes:
		return errOutputChanged
	case t.rec.Status != processors.Done || momentOf(info.ModTime()) == t.made:
		return nil
	}
	j.slots <- struct{}{}
	defer func() { <-j.slots }()
	f, err := os.OpenFile(t.rec.Output, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return files.Cause(err)
	}
	defer f.Close()
	if now, err := f.Stat(); err != nil || !os.SameFile(info, now) {
		return errOutputChanged
	}
	sum, err := checksumOf(ctx, f)
	if err != nil {
		return err
	}
	if sum != sumText(t.sum) {
		return errOutputChanged
	}
	t.made = momentOf(info.ModTime())
	if e, ok := decodeEntry(t.entry); ok {
		e.Made = &t.made
		t.entry = e.encode()
	}
	return nil
}

// fail makes the item one that has failed. The journal is not told: what its
// shard would have said is wrong, and a later run may have told it more since.
// But there must be one, so that the output is not taken for one of a time when
// there was none.
func (t *told) fail(err error) {
	old := t.rec
	if old.Page > 0 {
		err = fmt.Errorf("page %d: %w", old.Page, err)
	}
	t.rec = Record{Page: old.Page, Format: old.Format, Width: old.Width, Height: old.Height, Frames: old.Frames, Bytes: old.Bytes}
	t.rec.Outcome = processors.NewOutcome(old.Item, processors.Failed, "").Because(err)
	t.counts = counts{bytesIn: t.counts.bytesIn}
	t.untold, t.entry = t.entry != nil, nil
}

// Merge makes a batch final: it tells the journal, and reports the items in
// order. A failure may be one too many; nothing after it counts.
func (j *JoinJob) Merge(b *JoinBatch) error {
	if b.err != nil {
		return b.err
	}
	for rest := b.told; len(rest) > 0; {
		n := len(rest)
		if j.monitor.Limit.Max >= 0 {
			if i := slices.IndexFunc(rest, func(t *told) bool { return t.rec.Status == processors.Failed }); i >= 0 {
				n = i + 1
			}
		}
		if err := j.final(rest[:n]); err != nil {
			return err
		}
		rest = rest[n:]
	}
	return nil
}

// final makes items final.
func (j *JoinJob) final(items []*told) error {
	var lines [][]byte
	wanted := false
	for _, t := range items {
		wanted = wanted || t.untold || t.entry != nil
		if t.entry != nil {
			lines = append(lines, t.entry)
		}
	}
	if err := j.journal.open(wanted); err != nil {
		return err
	}
	if err := j.journal.append(lines); err != nil {
		return err
	}
	for _, t := range items {
		j.total.add(&t.rec, &t.counts)
		if err := j.monitor.Report(&t.rec); err != nil {
			return err
		}
	}
	return nil
}

// Finish releases the journal.
func (j *JoinJob) Finish(err error) error {
	j.journal.close()
	return err
}
