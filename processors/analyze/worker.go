package analyze

import (
	"bytes"
	"context"
	"errors"

	"fanout/internal/scratch"
	"fanout/processors/analyze/csvscan"
	"fanout/processors/analyze/profile"
	"fanout/processors/analyze/runes"
	"fanout/processors/analyze/source"
)

const pad = profile.Pad

// extension is how much is read at first of a record that extends past the end
// of its chunk.
const extension = 4 << 10

// A worker reads chunks and adds their records to its sink.
type worker struct {
	job     *Job
	reading *reading // of the dataset it works on
	sink    sink     // its own for that

	buf  scratch.Buffer[byte]   // pad, text, pad
	sep  scratch.Buffer[uint32] // separators of the text; the first is virtual
	rows rows

	inner int // records that begin at this position or later may have quotes inside fields
	open  int // where the record begins that is open at the end of the file, if there is one
}

func newWorker(j *Job) *worker { return &worker{job: j} }

// do works on one chunk.
func (w *worker) do(ctx context.Context, c *Chunk) (*Result, error) {
	r := &Result{chunk: c, errLine: -1}
	switch c.kind {
	case fileEnd, partProfile:
		return r, nil
	case partResult:
		if err := r.decode(c.data); err != nil {
			return nil, &PartError{c.shard, err}
		}
		return r, nil
	}
	defer c.file.release()
	published := c.end == nil || c.last
	publish := func(state csvscan.State, ok bool) {
		if !published {
			published = true
			c.end.publish(state, ok)
		}
	}
	defer publish(0, false) // after an error or a panic no later chunk may wait
	if w.reading != c.file.reading {
		w.reading = c.file.reading
		w.sink = w.reading.newSink(&w.job.opt.Profile)
	}
	var err error
	if c.kind == blockChunk {
		w.buf = append(c.block, make([]byte, pad)...)
		err = w.block(c, r)
		w.job.blocks.Release(w.buf)
		w.buf = nil
	} else {
		err = w.textRange(ctx, c, r, publish)
		w.job.monitor.Tally.BytesRead.Add(int64(c.size))
	}
	w.trim()
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return nil, err
	}
	if err != nil {
		w.reading.failed.Store(true)
		r.err = err
	}
	return r, nil
}

// trim gives back what a long record has made large.
func (w *worker) trim() {
	usual := 4 * (w.job.opt.chunkSize() + 64<<10)
	const position = 4 // bytes
	w.buf.Trim(usual)
	w.sep.Trim(position * usual)
	w.rows.before.Trim(position * usual)
	w.rows.after.Trim(position * usual)
}

// textRange works on a range of a file.
func (w *worker) textRange(ctx context.Context, c *Chunk, r *Result, publish func(csvscan.State, bool)) error {
	n := pad + c.size
	w.buf = w.buf.Get(n + extension + pad)[:n]
	if err := source.ReadAt(c.file.file, w.buf[pad:], c.off); err != nil {
		return err
	}
	sc := c.file.scanner
	begin, ok, ready := c.begin.now()
	if !ready {
		// Other workers may wait for the state at this chunk's end.
		sum := sc.Summarize(w.buf[pad:])
		begin, ok = c.begin.wait(ctx)
		if end, clean := sum.End(begin); ok && clean {
			publish(end, true)
		}
	}
	if !ok {
		return ctx.Err() // or the chunk before has failed, and says why
	}
	w.sep = append(w.sep[:0], pad-1)
	var count csvscan.Counts
	var end csvscan.State
	w.sep, count, end = sc.Index(w.sep, w.buf, pad, n, begin)
	publish(end, true)
	r.measure(w.buf[pad:], count.LineBreaks)
	w.inner = innerFrom(count.Inner, n)

	half, err := w.halfBreaks(c, begin)
	if err != nil {
		return err
	}
	ends := count.RecordEnds - half
	sep := w.sep[half:]
	if begin != csvscan.RecordStart {
		if ends == 0 {
			return nil // all of it belongs to a record that began before
		}
		for first := true; first || !csvscan.IsLineBreak(w.buf[sep[0]]); first = false {
			sep = sep[1:]
		}
		ends--
	}
	var tooLong error
	if end != csvscan.RecordStart {
		last := w.lastEnd(sep)
		w.open = int(sep[last]) + 1
		skipped := len(w.sep) - len(sep)
		tooLong, err = w.extend(c, r, end)
		if err != nil {
			return err
		}
		sep = w.sep[skipped:]
		ends++
		if tooLong != nil {
			sep, ends = sep[:last+1], ends-1
		}
		if sc.Quote != 0 && bytes.IndexByte(w.buf[n:], sc.Quote) >= 0 {
			w.inner = min(w.inner, w.open)
		}
	}
	if tooLong != nil {
		tooLong = w.fail(r, w.open, tooLong) // first, as the sink rewrites fields
	}
	if err := w.add(c, r, sep, ends, w.clean(c, r, begin)); err != nil {
		return err
	}
	return tooLong
}

// lastEnd returns which of the separators is the last one that ends a record,
// or is before the first record.
func (w *worker) lastEnd(sep []uint32) int {
	i := len(sep) - 1
	for i > 0 && !csvscan.IsLineBreak(w.buf[sep[i]]) {
		i--
	}
	return i
}

// fail returns err, by which the dataset fails, as that of the record at a
// position of the buffer. What is known of later records is dropped, and of one
// that is too long whether a quote is never closed in it, so that the failure
// does not depend on where chunks begin and end.
func (w *worker) fail(r *Result, at int, err error) error {
	r.errLine = csvscan.CountLineBreaks(w.buf[pad:at])
	if at < w.open || errors.As(err, new(*source.LengthError)) {
		r.opened = 0
	}
	return err
}

// clean reports whether no record has quotes where RFC 4180 has none; true
// where the policy does not ask. The buffer begins in state begin.
func (w *worker) clean(c *Chunk, r *Result, begin csvscan.State) bool {
	if w.job.opt.BadRows == Pad {
		return true
	}
	if r.opened > 0 {
		return false
	}
	sc := c.file.scanner
	_, clean := sc.Summarize(w.buf[pad:]).End(begin)
	return clean && !sc.Extended() // of an extended dialect the summary says nothing about that
}

// extend reads on until the record that begins at w.open is complete, or known
// to be too long. The automaton is in state at the end of the buffer.
func (w *worker) extend(c *Chunk, r *Result, state csvscan.State) (tooLong, err error) {
	sc := c.file.scanner
	off := c.off + int64(c.size)
	left := c.file.source.Size - off
	for step := int64(extension); ; step *= 2 {
		from := len(w.buf)
		n := int(min(step, left))
		if n == 0 {
			w.closeRecord(r, state)
			return nil, nil
		}
		w.grow(n)
		if err := source.ReadAt(c.file.file, w.buf[from:], off); err != nil {
			return nil, err
		}
		off, left = off+int64(n), left-int64(n)
		var next int
		w.sep, next, state = sc.IndexRecord(w.sep, w.buf, from, from+n, state)
		if state == csvscan.RecordStart {
			w.buf = w.buf[:next]
			return nil, nil
		}
		if int64(next-w.open) > w.job.opt.Source.MaxRecord {
			return w.tooLong(), nil
		}
	}
}

// isTooLong reports whether a record is longer than allowed.
func (w *worker) isTooLong(start, end int) bool {
	return int64(end-start) > w.job.opt.Source.MaxRecord
}

// tooLong is the error for a record above the limit.
func (w *worker) tooLong() error {
	return &source.LengthError{What: "record", Limit: w.job.opt.Source.MaxRecord}
}

// grow makes the buffer n bytes longer, with room for pad after it.
func (w *worker) grow(n int) {
	need := len(w.buf) + n + pad
	if cap(w.buf) < need {
		w.buf = append(make([]byte, 0, max(need, 2*len(w.buf))), w.buf...)
	}
	w.buf = w.buf[:len(w.buf)+n]
}

// closeRecord ends the record that is open at the end of the file.
func (w *worker) closeRecord(r *Result, state csvscan.State) {
	if state == csvscan.Quoted || state == csvscan.QuotedEscaped {
		quote := int(w.sep[len(w.sep)-1]) + 1
		r.opened = csvscan.CountLineBreaks(w.buf[pad:quote]) + 1
	}
	end := len(w.buf)
	w.grow(1)
	w.buf[end] = '\r' // LF would make one line end of a CR before it, which belongs to the field
	w.sep = append(w.sep, uint32(end))
}

// block works on a block of whole records of a stream.
func (w *worker) block(c *Chunk, r *Result) error {
	n := pad + c.size
	w.buf = w.buf[:n]
	sc := c.file.scanner
	w.sep = append(w.sep[:0], pad-1)
	var count csvscan.Counts
	var end csvscan.State
	w.sep, count, end = sc.Index(w.sep, w.buf, pad, n, csvscan.RecordStart)
	r.measure(w.buf[pad:], count.LineBreaks)
	w.inner = innerFrom(count.Inner, n)
	ends := count.RecordEnds
	half, err := w.halfBreaks(c, csvscan.RecordStart)
	if err != nil {
		return err
	}
	if end != csvscan.RecordStart {
		if ends == half && int64(c.size) > w.job.opt.Source.MaxRecord {
			r.errLine = 0
			return w.tooLong()
		}
		w.open = int(w.sep[w.lastEnd(w.sep)]) + 1
		w.closeRecord(r, end)
		ends++
	}
	return w.add(c, r, w.sep[half:], ends-half, w.clean(c, r, csvscan.RecordStart))
}

// add tabulates the records that sep bounds and adds them to the sink.
func (w *worker) add(c *Chunk, r *Result, sep []uint32, ends int, clean bool) error {
	if ends == 0 {
		return nil
	}
	w.rows.Class = runes.Bytes // not known
	if w.reading.refinement == nil {
		fault := w.examine(r, int(sep[0])+1, int(sep[len(sep)-1]))
		if fault >= 0 && w.job.opt.Source.Invalid == source.Refuse {
			return w.refuse(c, r, sep, fault, clean)
		}
	}
	w.quotes(&r.quotes, sep, c.file.source.Comment) // first, as separators are moved behind byte order marks
	if err := w.tabulate(c, r, sep, ends, clean); err != nil {
		return err
	}
	if w.rows.Rows == 0 {
		return nil
	}
	base := uint64(c.file.index)<<44 + uint64(c.off) - pad
	w.buf = w.buf[:len(w.buf)+pad]
	r.order = w.sink.Add(w.buf, &w.rows.Table, base)
	return nil
}
