package analyze

import (
	"context"
	"io"
	"iter"
	"os"
	"sync"
	"sync/atomic"

	"fanout/processors/analyze/csvscan"
)

// A Chunk is a piece of work: a range of a file, a block of whole records of a
// stream, or the mark that a file has ended.
type Chunk struct {
	file *openFile
	kind chunkKind
	off  int64 // where it begins in the file, or in the text of the stream
	size int   // bytes
	last bool  // nothing of the file comes after it

	// Of a range: the state in which it begins and ends.
	begin, end *handoff
	// Of a block: pad bytes, then the records.
	block []byte
	// Of an end mark: what has gone wrong with reading the file.
	err error
}

type chunkKind int

const (
	rangeChunk chunkKind = iota
	blockChunk
	fileEnd
)

// Weight is the memory that work on the chunk takes: text, positions of
// separators, and half as much again for a record that goes on.
func (c *Chunk) Weight() int64 {
	if c.kind == fileEnd {
		return 0
	}
	return 8 * int64(c.size)
}

// A handoff passes the state at a border from the worker of the chunk before it
// to that of the chunk behind it. The pool starts chunks in input order, so
// whoever waits does so for a chunk in work, whose worker always publishes: by
// defer when it fails. If a worker could not even be made, the run has failed
// and its context ends the waiting.
type handoff struct {
	ready chan struct{} // closed once published
	state csvscan.State
	ok    bool // false: the chunk before has failed
}

func newHandoff() *handoff { return &handoff{ready: make(chan struct{})} }

func (h *handoff) publish(state csvscan.State, ok bool) {
	h.state, h.ok = state, ok
	close(h.ready)
}

// now is wait for who does not want to: ready says whether it is published.
func (h *handoff) now() (state csvscan.State, ok, ready bool) {
	select {
	case <-h.ready:
		return h.state, h.ok, true
	default:
		return 0, false, false
	}
}

func (h *handoff) wait(ctx context.Context) (state csvscan.State, ok bool) {
	select {
	case <-h.ready:
		return h.state, h.ok
	case <-ctx.Done():
		return 0, false
	}
}

// An openFile is a file in work. It is closed with its last chunk.
type openFile struct {
	source  *Source
	dataset *Dataset
	set     *set // accumulators of the dataset
	index   int  // of the file in the run: it places its fields apart from those of others
	file    *os.File
	refs    atomic.Int64
	read    atomic.Int64 // bytes, if it is a stream
	lastOne bool         // no file of the dataset comes after it
}

func (f *openFile) release() {
	if f.refs.Add(-1) == 0 && f.file != nil {
		f.file.Close()
	}
}

// Chunks cuts all files, in order. A dataset that has to be read again comes
// again once what it came to is merged.
func (j *Job) Chunks() iter.Seq2[*Chunk, error] {
	return func(yield func(*Chunk, error) bool) {
		index := 0
		for _, d := range j.plan.Datasets {
			for set := newSet(d); set != nil; {
				for i, s := range d.Sources {
					f := &openFile{source: s, dataset: d, set: set, index: index + i, lastOne: i == len(d.Sources)-1}
					if !j.cut(f, func(c *Chunk) bool { return yield(c, nil) }) {
						return
					}
				}
				if !j.opt.Exact {
					break
				}
				select {
				case set = <-set.next:
				case <-j.over:
					return
				}
			}
			index += len(d.Sources)
		}
	}
}

// cut yields the chunks of one file and its end mark.
func (j *Job) cut(f *openFile, yield func(*Chunk) bool) bool {
	f.refs.Store(1)
	defer f.release()
	err := f.source.Err
	if err == nil && !f.source.Empty() && !f.set.failed.Load() {
		var more bool
		if f.source.direct() {
			more, err = j.cutRanges(f, yield)
		} else {
			more, err = j.cutStream(f, yield)
		}
		if !more {
			return false
		}
	}
	return yield(&Chunk{file: f, kind: fileEnd, err: err})
}

// cutRanges yields the chunks of a file on a fixed grid.
func (j *Job) cutRanges(f *openFile, yield func(*Chunk) bool) (more bool, err error) {
	s := f.source
	f.file, err = os.Open(s.Name)
	if err != nil {
		return true, cause(err)
	}
	if err := s.unchanged(); err != nil {
		return true, err
	}
	j.tally.BytesRead.Add(s.body)
	begin := newHandoff()
	begin.publish(csvscan.RecordStart, true)
	size := int64(j.opt.chunkSize())
	for off := s.body; off < s.Size && !f.set.failed.Load(); off += size {
		n := min(size, s.Size-off)
		c := &Chunk{file: f, kind: rangeChunk, off: off, size: int(n), last: off+n == s.Size, begin: begin, end: newHandoff()}
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
	in, err := f.source.text(func(n int) {
		f.read.Add(int64(n))
		j.tally.BytesRead.Add(int64(n))
	}, j.opt.Workers)
	if err != nil {
		return true, err
	}
	defer in.Close()
	size := j.opt.chunkSize()
	block := j.blocks.get(pad + size + pad)[:pad]
	off := f.source.body
	for want := size; !f.set.failed.Load(); {
		block, err = fill(block, pad+want, in)
		end := err == io.EOF
		if err != nil && !end {
			return true, err
		}
		cut := len(block)
		if !end {
			cut = pad + f.dataset.scanner.LastRecordEnd(block[pad:], csvscan.RecordStart)
			if cut == pad {
				if want > int(j.opt.MaxRecord) {
					// Whoever gets it will say so.
					cut, end = len(block), true
				} else {
					want *= 2
					continue
				}
			}
		}
		rest := j.blocks.get(pad + max(size, len(block)-cut) + pad)[:pad]
		rest = append(rest, block[cut:]...)
		c := &Chunk{file: f, kind: blockChunk, off: off, size: cut - pad, block: block[:cut], last: end}
		off += int64(c.size)
		f.refs.Add(1)
		if !yield(c) {
			return false, nil
		}
		if end {
			break
		}
		block, want = rest, size
	}
	return true, nil
}

// fill appends to b from r until it is n bytes long. At the end of r it returns
// io.EOF.
func fill(b []byte, n int, r io.Reader) ([]byte, error) {
	if cap(b) < n+pad {
		b = append(make([]byte, 0, n+pad), b...)
	}
	have := len(b)
	if have >= n {
		return b, nil
	}
	b = b[:n]
	got, err := io.ReadFull(r, b[have:])
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	return b[:have+got], err
}

// blocks is a free list of the buffers of streams.
type blocks struct {
	mu   sync.Mutex
	free [][]byte
}

// get returns a buffer with a capacity of at least n.
func (l *blocks) get(n int) []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := len(l.free) - 1; i >= 0; i-- {
		if b := l.free[i]; cap(b) >= n {
			l.free = append(l.free[:i], l.free[i+1:]...)
			return b
		}
	}
	return make([]byte, 0, n)
}

// put gives a buffer back. One that a long record made large is left to the
// garbage collector.
func (l *blocks) put(b []byte, usual int) {
	if cap(b) > 2*(usual+2*pad) {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.free = append(l.free, b)
}
