package analyze

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"fanout/chunker"
	"fanout/internal/wire"
	"fanout/processors/analyze/csvscan"
)

// Parts are what the shards of a plan have found.
type Parts interface {
	// Len returns the number of shards.
	Len() int
	// Open opens the payload of the part of shard i, from 1.
	Open(i int) (io.ReadCloser, error)
}

// A partReader reads the parts of all shards one after the other.
type partReader struct {
	parts Parts
	spans []span // of all shards
	next  int    // of spans

	shard  int // whose part is open; 0: none
	in     io.ReadCloser
	frames *bufio.Reader
	takes  bool  // the segment that is being read is taken
	again  []int // shards whose guess was wrong
}

// newPartReader returns a reader of parts of p.
func newPartReader(p *Plan, parts Parts) *partReader {
	r := &partReader{parts: parts}
	for i := range parts.Len() {
		r.spans = append(r.spans, p.spans(chunker.Shard{I: i + 1, N: parts.Len()})...)
	}
	return r
}

// A PartError says that a part is not what its shard has written.
type PartError struct {
	Shard int
	Err   error
}

func (e *PartError) Error() string {
	return fmt.Sprintf("the part of shard %d is damaged: %v", e.Shard, e.Err)
}

// Unwrap returns Err.
func (e *PartError) Unwrap() error { return e.Err }

// frame reads the next frame of the part of shard, which must be of that kind,
// or of another one if that is allowed.
func (r *partReader) frame(shard int, kinds string) (kind byte, data []byte, err error) {
	if shard != r.shard {
		if err := r.open(shard); err != nil {
			return 0, nil, err
		}
	}
	wrong := func(err error) (byte, []byte, error) { return 0, nil, &PartError{shard, err} }
	if kind, err = r.frames.ReadByte(); err != nil {
		return wrong(unexpected(err))
	}
	if strings.IndexByte(kinds, kind) < 0 {
		return wrong(fmt.Errorf("a frame of kind %q where one of %q belongs", kind, kinds))
	}
	n, err := binary.ReadUvarint(r.frames)
	if err != nil {
		return wrong(unexpected(err))
	}
	if n > maxFrame {
		return wrong(fmt.Errorf("a frame of %d bytes", n))
	}
	var b bytes.Buffer // grows with what is there
	if _, err := io.CopyN(&b, r.frames, int64(n)); err != nil {
		return wrong(unexpected(err))
	}
	return kind, b.Bytes(), nil
}

// maxFrame is more than any frame has: a bad row is at most a record.
const maxFrame = 4 << 30

func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// open opens the part of shard, after those before it have been read.
func (r *partReader) open(shard int) error {
	if err := r.close(); err != nil {
		return err
	}
	in, err := r.parts.Open(shard)
	if err != nil {
		return err
	}
	r.shard, r.in, r.frames = shard, in, bufio.NewReaderSize(in, 64<<10)
	return nil
}

// close closes the part that is open, of which nothing may be left.
func (r *partReader) close() error {
	if r.in == nil {
		return nil
	}
	_, err := r.frames.ReadByte()
	closed := r.in.Close()
	shard := r.shard
	r.in, r.shard = nil, 0
	switch {
	case err == nil:
		return &PartError{shard, errors.New("it holds more than its share")}
	case err != io.EOF:
		return &PartError{shard, err}
	}
	return closed
}

// begin reads the begin of the segment that x begins, and returns its state.
func (r *partReader) begin(x *span) (csvscan.State, error) {
	_, data, err := r.frame(x.shard, string(beginFrame))
	if err != nil {
		return 0, err
	}
	d := wire.NewDecoder(data)
	if d.Uint() != uint64(x.source) || d.Uint() != uint64(x.from) || d.Uint() != uint64(x.to) {
		d.Fail("it is of another share of the files")
	}
	state := decodeState(d)
	if !x.guessed && state != csvscan.RecordStart {
		d.Fail("a file does not begin in state %v", state)
	}
	if err := d.End(); err != nil {
		return 0, &PartError{x.shard, err}
	}
	return state, nil
}

// skip reads to the end of the segment that x is in.
func (r *partReader) skip(x *span) error {
	for {
		kind, _, err := r.frame(x.shard, string(resultFrame)+string(endFrame))
		if err != nil || kind == endFrame {
			return err
		}
	}
}

func decodeState(d *wire.Decoder) csvscan.State {
	n := d.Uint()
	if n >= csvscan.States {
		d.Fail("there is no state %d", n)
		return 0
	}
	return csvscan.State(n)
}

// cutParts yields what the parts have of a file, and chunks of what has to be
// read again. f.partErr is set where the parts cannot be read.
func (j *Job) cutParts(f *openFile, yield func(*Chunk) bool) (more bool, err error) {
	r := j.parts
	state := csvscan.RecordStart
	var at *handoff // of a span that is read again; nil: state has it
	for ; r.next < len(r.spans) && r.spans[r.next].source == f.index; r.next++ {
		x := &r.spans[r.next]
		if x.first {
			assumed, partErr := r.begin(x)
			if partErr != nil {
				f.partErr = partErr
				return true, nil
			}
			if at != nil && !f.reading.failed.Load() {
				var ok bool
				if state, ok = at.wait(j.ctx); !ok {
					if j.ctx.Err() != nil {
						f.partErr = context.Cause(j.ctx)
						return true, nil
					}
					f.reading.failed.Store(true)
				}
				at = nil
			}
			r.takes = !f.reading.failed.Load()
			if r.takes && assumed != state {
				r.takes = false
				r.again = append(r.again, x.shard)
				if at, more, err = j.cutRanges(f, x.from, x.to, state, yield); !more {
					return false, nil
				}
				if err != nil {
					f.reading.failed.Store(true)
				}
			}
		}
		if r.takes {
			if more, f.partErr = j.takeSpan(f, x, yield); !more || f.partErr != nil {
				return more, nil
			}
		}
		if !x.last {
			continue
		}
		if !r.takes {
			if f.partErr = r.skip(x); f.partErr != nil {
				return true, nil
			}
			continue
		}
		if state, more, f.partErr = j.takeEnd(f, x, yield); !more || f.partErr != nil {
			return more, nil
		}
	}
	return true, err
}

// takeSpan yields the results of x.
func (j *Job) takeSpan(f *openFile, x *span, yield func(*Chunk) bool) (more bool, err error) {
	r := j.parts
	for {
		_, data, err := r.frame(x.shard, string(resultFrame))
		if err != nil {
			return true, err
		}
		if len(data) == 0 {
			return true, &PartError{x.shard, io.ErrUnexpectedEOF}
		}
		marks, data := data[0], data[1:]
		if !yield(&Chunk{file: f, kind: partResult, size: len(data), data: data, shard: x.shard}) {
			return false, nil
		}
		if marks&spanFailed != 0 {
			f.reading.failed.Store(true)
			r.takes = false
		}
		if marks&(spanFailed|spanEnds) != 0 {
			j.monitor.Tally.BytesRead.Add(x.to - x.from)
			return true, nil
		}
	}
}

// takeEnd yields the statistics of the segment that x ends, and returns the
// state in which that ends.
func (j *Job) takeEnd(f *openFile, x *span, yield func(*Chunk) bool) (state csvscan.State, more bool, err error) {
	_, data, err := j.parts.frame(x.shard, string(endFrame))
	if err != nil {
		return 0, true, err
	}
	d := wire.NewDecoder(data)
	state = decodeState(d)
	statistics := d.Fixed(d.Rest())
	if err := d.Err(); err != nil {
		return 0, true, &PartError{x.shard, err}
	}
	more = yield(&Chunk{file: f, kind: partProfile, size: len(statistics), data: statistics, weight: int64(len(statistics)), shard: x.shard})
	return state, more, nil
}

// ReadAgain returns the shards whose part of a file begins in another state
// than they had guessed, so that it was read again.
func (j *Job) ReadAgain() []int {
	if j.parts == nil {
		return nil
	}
	return slices.Compact(slices.Clone(j.parts.again))
}
