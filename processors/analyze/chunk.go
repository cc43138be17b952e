package analyze

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"

	"github.com/dustin/go-humanize"

	"fanout/processors/analyze/csvscan"
	"fanout/processors/analyze/source"
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
	// Of a block: profile.Pad bytes, then the records.
	block   []byte
	afterCR bool // the text before it ends with a CR
	// Of an end mark: why reading the file failed, and what ends with it.
	err    error
	weight int64
	// Of what a part has: its encoding, and the shard.
	data  []byte
	shard int
}

type chunkKind int

const (
	rangeChunk chunkKind = iota
	blockChunk
	fileEnd
	partResult  // the result of chunks that a shard has read
	partProfile // statistics that a shard has gathered
)

// Name returns the file, and where in it the chunk begins.
func (c *Chunk) Name() string {
	switch name := c.file.source.Name; c.kind {
	case rangeChunk, blockChunk:
		return fmt.Sprintf("%s at %s", name, humanize.Bytes(uint64(c.off)))
	case partResult, partProfile:
		return fmt.Sprintf("%s, shard %d", name, c.shard)
	default:
		return name + ", end"
	}
}

// Weight is the memory that work on the chunk takes: text, positions of
// separators, and half as much again for a record that extends past its end; of
// an end mark what a dataset has taken that ends with it.
func (c *Chunk) Weight() int64 {
	if c.kind == fileEnd {
		return c.weight
	}
	if c.data != nil {
		return 2 * int64(c.size)
	}
	return 8 * int64(c.size)
}

// An openFile is a file of which chunks are in flight. It is closed with its
// last chunk.
type openFile struct {
	source  *source.Source
	scanner *csvscan.Scanner // of its own dialect
	reading *reading
	index   int  // of the file in the run: it ranks its fields after those of earlier ones
	last    bool // no file of the dataset comes after it

	file *os.File // of a source that is read directly, once it is open
	refs atomic.Int64
	read atomic.Int64 // bytes, if it is a stream
	rest bool         // something follows its compressed data; for Merge of its end mark

	span    span          // of a shard: what it reads of the file
	state   csvscan.State // in which that begins
	end     *handoff      // in which it ends; nil: not known
	partErr error         // the parts cannot be read
}

// open opens a source that is read directly.
func (f *openFile) open() (err error) {
	if f.file == nil {
		f.file, err = f.source.Open()
	}
	return err
}

func (f *openFile) release() {
	if f.refs.Add(-1) == 0 && f.file != nil {
		f.file.Close()
	}
}

// A handoff passes the state at a border from the worker of the chunk before it
// to that of the chunk after it. The pool starts chunks in input order, so that
// a waiting worker waits for a chunk in flight, whose worker always publishes:
// by defer when it fails. If a worker could not even be made, the run has
// failed and its context ends the wait.
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

// now is wait without blocking; ready reports whether the state is known.
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
