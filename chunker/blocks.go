package chunker

import (
	"fmt"
	"io"
	"iter"
)

// A Block is a piece of a stream that holds whole records.
type Block struct {
	Off  int64  // of Data[0], in bytes from the start of the stream
	Data []byte // belongs to the receiver; never empty, no spare capacity
}

// A RecordTooLongError reports a record that is longer than is accepted.
type RecordTooLongError struct {
	Off int64 // of the record's first byte, in bytes from the start of the stream
	Max int   // longest record accepted, in bytes
}

// Error names the record's place and the bound.
func (e *RecordTooLongError) Error() string {
	return fmt.Sprintf("byte %d: record longer than %d bytes", e.Off, e.Max)
}

// defaultBlockSize is large enough for the cost of passing a block on to vanish
// beside the work on it, and small enough to stay in a core's cache.
const defaultBlockSize = 1 << 20

// Blocks cuts r into blocks of whole records, of at most size bytes where the
// records allow it. Put together, the blocks are the stream.
//
// lastEnd returns the length of the longest prefix of b that consists of whole
// records, or 0 if not even the first one is whole. b always begins at the start
// of a record, so lastEnd needs no state. It must not keep or change b.
//
// A block is the longest prefix of whole records in the next size bytes. Where
// these hold no whole record, twice as many are taken, and so on. What is left
// at the end of the stream in fewer bytes than were asked for is one block, even
// if its last record is not whole.
//
// A record is accepted up to maxRecord bytes, its end mark included, or up to
// size if that is more. A longer one ends the sequence with a
// [*RecordTooLongError]. Apart from the blocks handed out, Blocks holds at most
// twice that bound in memory. If size is 0 or less it is 1 MiB.
//
// An error of r ends the sequence. It is yielded as it is, with a Block whose
// Off is where the bytes not handed out begin.
//
// Blocks panics if lastEnd returns less than 0 or more than len(b).
func Blocks(r io.Reader, size, maxRecord int, lastEnd func(b []byte) int) iter.Seq2[Block, error] {
	if size <= 0 {
		size = defaultBlockSize
	}
	bound := max(size, maxRecord)
	return func(yield func(Block, error) bool) {
		in := filler{r: r}
		var buf []byte // read and not handed out; begins at the start of a record
		off := int64(0)
		want := size
		for {
			data, err := in.fill(buf, want)
			end := len(data) // at the end of the stream: all that is left
			if err == nil {
				end = checkedEnd(lastEnd, data)
				if end == 0 && want == bound {
					// One record fills all it may have. Does it go on?
					end = len(data)
					if _, err = in.fill(nil, 1); err == nil {
						err = &RecordTooLongError{Off: off, Max: bound}
					}
				}
			}
			if err != nil && err != io.EOF {
				yield(Block{Off: off}, err)
				return
			}
			if end > 0 && !yield(Block{Off: off, Data: data[:end:end]}, nil) {
				return
			}
			if err == io.EOF {
				return
			}
			off += int64(end)
			buf = data[end:] // shorter than bound
			if end > 0 {
				want = size
			}
			// No record ends in buf, so nothing of its length or less can be cut.
			// Doubling keeps the copying linear in the length of a record.
			for want <= len(buf) {
				want = double(want, bound)
			}
		}
	}
}

// double returns 2*n, or bound if that is less.
func double(n, bound int) int {
	if n > bound/2 {
		return bound
	}
	return 2 * n
}

func checkedEnd(lastEnd func([]byte) int, b []byte) int {
	end := lastEnd(b)
	if end < 0 || end > len(b) {
		panic(fmt.Sprintf("chunker: internal error: lastEnd returned %d for %d bytes", end, len(b)))
	}
	return end
}

// maxEmptyReads is how many times in a row a reader may return nothing and no
// error, as package bufio has it.
const maxEmptyReads = 100

// A filler reads exact amounts, so that the cuts do not depend on how the reader
// portions its reads. Unlike io.ReadFull it keeps apart the end of the stream
// from a reader's own io.ErrUnexpectedEOF, which says that a compressed stream is
// cut off, and does not drop an error that comes with the last byte it needed.
type filler struct {
	r   io.Reader
	err error // returned by r
}

// fill returns n bytes: head, which has less, then what it reads. If it comes to
// fewer it returns these and why. The result may share memory with head if
// nothing could be read.
func (f *filler) fill(head []byte, n int) ([]byte, error) {
	if f.err != nil {
		return head, f.err
	}
	buf := make([]byte, n)
	have := copy(buf, head)
	for empty := 0; have < n && f.err == nil; {
		var m int
		m, f.err = f.r.Read(buf[have:])
		have += m
		if m > 0 {
			empty = 0
		} else if empty++; empty == maxEmptyReads && f.err == nil {
			f.err = io.ErrNoProgress
		}
	}
	if have < n {
		return buf[:have], f.err
	}
	return buf, nil
}
