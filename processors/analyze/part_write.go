package analyze

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"

	"fanout/chunker"
	"fanout/internal/inputs"
	"fanout/internal/wire"
	"fanout/processors/analyze/csvscan"
)

// The payload of a part is a list of frames: a byte for the kind, the length,
// and as many bytes. For each segment there are
//
//	its begin    where its first span begins and ends, and the state there
//	its results  of some chunks put together, in input order
//	its end      the state in which it ends, and its statistics
//
// The results of a span end with one that says so. A segment that has failed
// ends with the result that has the failure.
const (
	beginFrame  = 'b'
	resultFrame = 'r'
	endFrame    = 'e'
)

// append appends the begin of the segment that x begins in state.
func (x *span) append(b []byte, state csvscan.State) []byte {
	for _, n := range []int64{int64(x.source), x.from, x.to, int64(state)} {
		b = wire.AppendUint(b, uint64(n))
	}
	return b
}

// Marks of a result.
const (
	spanEnds   = 1 << iota // no other of its span comes after it
	spanFailed             // the dataset has failed
)

// maxFold is how much memory of bad rows is put together in one result.
const maxFold = 256 << 10

// A partWriter writes what a shard finds.
type partWriter struct {
	shard  chunker.Shard
	out    *bufio.Writer
	buf    []byte // scratch
	folded Result // of the span, so far
	begun  bool   // folded has a chunk
	ended  bool   // the begin of the segment is not written yet
}

// newPartWriter returns a writer of the part of shard to w.
func newPartWriter(shard chunker.Shard, w io.Writer) *partWriter {
	return &partWriter{shard: shard, out: bufio.NewWriterSize(w, 64<<10), ended: true}
}

// frame writes a frame.
func (p *partWriter) frame(kind byte, data []byte) error {
	var head [16]byte
	if _, err := p.out.Write(wire.AppendUint(append(head[:0], kind), uint64(len(data)))); err != nil {
		return err
	}
	_, err := p.out.Write(data)
	return err
}

// flush writes the result so far.
func (p *partWriter) flush(marks byte) error {
	p.buf = p.folded.append(append(p.buf[:0], marks))
	p.folded, p.begun = Result{errLine: -1}, false
	return p.frame(resultFrame, p.buf)
}

// shardChunks cuts what the shard reads.
func (j *Job) shardChunks() iter.Seq2[*Chunk, error] {
	return func(yield func(*Chunk, error) bool) {
		var r *reading
		for _, x := range j.plan.spans(j.part.shard) {
			if x.first {
				r = j.newReading(j.plan.datasetOf(x.source))
			}
			f := j.newFile(r, x.source-r.dataset.firstFile)
			f.span, f.last = x, x.last
			if !j.cutSpan(f, func(c *Chunk) bool { return yield(c, nil) }) {
				return
			}
		}
	}
}

// cutSpan yields the chunks of a span and its end mark.
func (j *Job) cutSpan(f *openFile, yield func(*Chunk) bool) (more bool) {
	f.refs.Store(1)
	defer f.release()
	var err error
	switch {
	case f.reading.failed.Load():
	case f.source.Direct():
		if f.span.guessed {
			if err = f.open(); err == nil {
				f.state, err = guessState(f, f.span.from, j.window())
			}
		}
		if err != nil {
			break
		}
		if f.end, more, err = j.cutRanges(f, f.span.from, f.span.to, f.state, yield); !more {
			return false
		}
	default:
		if more, err = j.cutStream(f, yield); !more {
			return false
		}
	}
	return yield(j.endMark(f, err))
}

// window is how many bytes around a position are looked at to guess its state.
func (j *Job) window() int64 {
	if j.guessWindow > 0 {
		return j.guessWindow
	}
	return guessWindow
}

// datasetOf returns the dataset that a source belongs to.
func (p *Plan) datasetOf(source int) *Dataset {
	lo, hi := 0, len(p.Datasets)
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; p.Datasets[mid].firstFile <= source {
			lo = mid
		} else {
			hi = mid
		}
	}
	return p.Datasets[lo]
}

// mergeIntoPart takes the result of one chunk of a shard.
func (j *Job) mergeIntoPart(r *Result) error {
	p, f := j.part, r.chunk.file
	m := &f.reading.merged
	if p.ended {
		p.ended = false
		p.folded = Result{errLine: -1}
		if err := p.frame(beginFrame, f.span.append(nil, f.state)); err != nil {
			return err
		}
	}
	if r.chunk.kind == fileEnd {
		return j.endSpan(r)
	}
	if m.err != nil {
		return nil
	}
	p.folded.fold(r, !p.begun)
	p.begun = true
	if r.err != nil {
		m.err = r.err
		f.reading.failed.Store(true)
		return p.flush(spanFailed)
	}
	if len(r.order) > 0 {
		f.reading.profile.AddOrder(r.order)
	}
	j.total.Rows += r.rows
	if p.folded.held > maxFold {
		return p.flush(0)
	}
	return nil
}

// endSpan ends a span, and its segment if it is the last of it.
func (j *Job) endSpan(r *Result) error {
	p, f := j.part, r.chunk.file
	m := &f.reading.merged
	err := r.chunk.err
	if err == nil {
		err = f.source.Unchanged()
	}
	if errors.Is(err, inputs.ErrChanged) {
		return fmt.Errorf("%q: %w", f.source.Name, err) // no part could be merged with those of the other shards
	}
	j.countSpan(f, err)
	if m.err == nil {
		marks := byte(spanEnds)
		if err != nil {
			m.err, marks = err, spanFailed
			p.folded.err, p.folded.errLine = err, -1
		}
		p.folded.rest = f.rest
		if err := p.flush(marks); err != nil {
			return err
		}
	}
	if m.err != nil {
		f.reading.failed.Store(true)
	}
	if !f.last {
		return nil
	}
	return j.endSegment(f)
}

// countSpan counts a span, which has been read to its end unless there is an
// error. That the dataset has failed in a span whose state is guessed is not
// sure, and for the merge to say.
func (j *Job) countSpan(f *openFile, err error) {
	m := &f.reading.merged
	switch {
	case f.span.guessed || m.err == nil && err == nil:
		j.total.Done++
		j.total.Bytes += f.span.to - f.span.from
		j.monitor.Tally.Done.Add(1)
	case m.counted:
		j.total.Skipped++
		j.monitor.Tally.Skipped.Add(1)
	default:
		m.counted = true
		j.total.Failed++
		j.monitor.Tally.Failed.Add(1)
	}
}

// endSegment ends the segment whose last file is f.
func (j *Job) endSegment(f *openFile) error {
	p := j.part
	p.ended = true
	end := csvscan.RecordStart
	if f.end != nil && f.reading.merged.err == nil {
		if state, ok, ready := f.end.now(); ready && ok {
			end = state
		}
	}
	p.buf = wire.AppendUint(p.buf[:0], uint64(end))
	if f.reading.merged.err == nil {
		f.reading.needProfile(&j.opt.Profile)
		p.buf = f.reading.profile.Append(p.buf)
	}
	f.reading.profile = nil
	return p.frame(endFrame, p.buf)
}
