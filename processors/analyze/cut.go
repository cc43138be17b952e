package analyze

import (
	"iter"

	"fanout/chunker"
	"fanout/processors/analyze/csvscan"
)

// Chunks cuts the files of this run, in order.
func (j *Job) Chunks() iter.Seq2[*Chunk, error] {
	return func(yield func(*Chunk, error) bool) {
		for _, d := range j.datasets {
			r := &reading{dataset: d, refinement: j.refinement, keepsBad: j.hooks.Bad != nil && j.refinement == nil}
			for i, s := range d.Sources {
				f := &openFile{source: s, scanner: csvscan.New(s.Dialect(&j.opt.Source)), reading: r, index: d.firstFile + i, last: i == len(d.Sources)-1}
				if !j.cut(f, func(c *Chunk) bool { return yield(c, nil) }) {
					return
				}
			}
		}
	}
}

// cut yields the chunks of one file and its end mark.
func (j *Job) cut(f *openFile, yield func(*Chunk) bool) (more bool) {
	f.refs.Store(1)
	defer f.release()
	err := f.source.Err
	if err == nil && !f.source.Empty() && !f.reading.failed.Load() {
		if f.source.Direct() {
			more, err = j.cutRanges(f, yield)
		} else {
			more, err = j.cutStream(f, yield)
		}
		if !more {
			return false
		}
	}
	end := &Chunk{file: f, kind: fileEnd, err: err}
	if f.last && j.several {
		end.weight = f.reading.dataset.endWeight(j.opt)
	}
	return yield(end)
}

// cutRanges yields the chunks of a file on a fixed grid.
func (j *Job) cutRanges(f *openFile, yield func(*Chunk) bool) (more bool, err error) {
	s := f.source
	if f.file, err = s.Open(); err != nil {
		return true, err
	}
	j.monitor.Tally.BytesRead.Add(s.Body)
	begin := newHandoff()
	begin.publish(csvscan.RecordStart, true)
	grid := chunker.Grid{Begin: s.Body, End: s.Size, Unit: int64(j.opt.chunkSize())}
	for off, end := range grid.Cells(0, grid.Len()) {
		if f.reading.failed.Load() {
			break
		}
		c := &Chunk{file: f, kind: rangeChunk, off: off, size: int(end - off), last: end == s.Size, begin: begin, end: newHandoff()}
		begin = c.end
		f.refs.Add(1)
		if !yield(c) {
			return false, nil
		}
	}
	return true, nil
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
