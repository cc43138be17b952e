package analyze

import (
	"iter"

	"fanout/chunker"
	"fanout/processors/analyze/csvscan"
)

// Chunks cuts the files of this run, in order.
func (j *Job) Chunks() iter.Seq2[*Chunk, error] {
	if j.part != nil {
		return j.shardChunks()
	}
	return func(yield func(*Chunk, error) bool) {
		for _, d := range j.datasets {
			r := j.newReading(d)
			for i := range d.Sources {
				f := j.newFile(r, i)
				if !j.cut(f, func(c *Chunk) bool { return yield(c, nil) }) {
					return
				}
				if f.partErr != nil {
					yield(nil, f.partErr)
					return
				}
			}
		}
	}
}

// newReading returns a reading of d.
func (j *Job) newReading(d *Dataset) *reading {
	return &reading{dataset: d, refinement: j.refinement, keepsBad: j.hooks.Bad != nil && j.refinement == nil}
}

// newFile returns file i of the dataset of r.
func (j *Job) newFile(r *reading, i int) *openFile {
	d := r.dataset
	s := d.Sources[i]
	return &openFile{source: s, scanner: csvscan.New(s.Dialect(&j.opt.Source)), reading: r, index: d.firstFile + i, last: i == len(d.Sources)-1}
}

// cut yields the chunks of one file and its end mark.
func (j *Job) cut(f *openFile, yield func(*Chunk) bool) (more bool) {
	f.refs.Store(1)
	defer f.release()
	err := f.source.Err
	switch {
	case err != nil || f.source.Empty():
	case j.parts != nil && f.reading.refinement == nil:
		if more, err = j.cutParts(f, yield); !more {
			return false
		}
	case f.reading.failed.Load():
	case f.source.Direct():
		if _, more, err = j.cutRanges(f, f.source.Body, f.source.Size, csvscan.RecordStart, yield); !more {
			return false
		}
	default:
		if more, err = j.cutStream(f, yield); !more {
			return false
		}
	}
	return yield(j.endMark(f, err))
}

// endMark returns the mark that a file has ended, by err if that is not nil.
func (j *Job) endMark(f *openFile, err error) *Chunk {
	end := &Chunk{file: f, kind: fileEnd, err: err}
	if f.last && j.several {
		end.weight = f.reading.dataset.endWeight(j.opt)
	}
	return end
}

// cutRanges yields the chunks of a range of a file on a fixed grid. The range
// begins in state; at its end it is what the handoff will tell, unless that is
// the end of the file.
func (j *Job) cutRanges(f *openFile, from, to int64, state csvscan.State, yield func(*Chunk) bool) (at *handoff, more bool, err error) {
	s := f.source
	if err := f.open(); err != nil {
		return nil, true, err
	}
	if from == s.Body {
		j.monitor.Tally.BytesRead.Add(s.Body)
	}
	at = newHandoff()
	at.publish(state, true)
	grid := chunker.Grid{Begin: from, End: to, Unit: int64(j.opt.chunkSize())}
	for off, end := range grid.Cells(0, grid.Len()) {
		if f.reading.failed.Load() {
			break
		}
		c := &Chunk{file: f, kind: rangeChunk, off: off, size: int(end - off), last: end == s.Size, begin: at, end: newHandoff()}
		at = c.end
		f.refs.Add(1)
		if !yield(c) {
			return nil, false, nil
		}
	}
	return at, true, nil
}

// cutStream reads a file through one reader and yields blocks of whole records.
func (j *Job) cutStream(f *openFile, yield func(*Chunk) bool) (more bool, err error) {
	s := f.source
	in, err := s.Text(func(n int) {
		f.read.Add(int64(n))
		j.monitor.Tally.BytesRead.Add(int64(n))
	}, j.opt.Workers)
	if err != nil {
		return true, err
	}
	defer in.Close()
	afterCR := false
	whole := func(text []byte) int { return f.scanner.LastRecordEnd(text, csvscan.RecordStart) }
	for b, err := range j.blocks.Cut(in, whole) {
		if err != nil {
			return true, err
		}
		size := len(b.Buf) - j.blocks.Pad
		f.refs.Add(1)
		c := &Chunk{file: f, kind: blockChunk, off: s.Body + b.Off, size: size, block: b.Buf, afterCR: afterCR, last: b.Last}
		afterCR = size > 0 && b.Buf[len(b.Buf)-1] == '\r'
		if !yield(c) {
			return false, nil
		}
		if f.reading.failed.Load() {
			break
		}
	}
	f.rest = in.Rest()
	return true, nil
}
