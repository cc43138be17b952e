package chunker

import (
	"io"
	"iter"
	"sync"
)

// Blocks cuts streams into blocks of whole records, where only the processor
// knows what a record is. Several streams may be cut one after the other; the
// buffers of their blocks are used again.
type Blocks struct {
	Size      int   // usual length of a block in bytes, at least 1
	MaxRecord int64 // limit of one record in bytes; a longer one ends its stream
	Pad       int   // bytes before the records in a buffer, and capacity after them

	mu   sync.Mutex
	free [][]byte
}

// A Block is records of a stream. Its receiver owns Buf until it gives it back
// with [Blocks.Release].
type Block struct {
	Buf  []byte // Pad bytes of any value, then the records
	Off  int64  // of the first record in the stream, in bytes
	Last bool   // no block of the stream comes after it
}

// Cut yields the blocks of r. whole returns how many bytes of text, which
// starts with a record, are whole records: 0 if not even the first is complete.
//
// The last block may end in a part of a record: where the stream ends, or where
// a record has turned out to be longer than MaxRecord. An empty stream is one
// empty block. An error of r is yielded and ends the sequence; what was read
// before it and not yet yielded is dropped.
func (b *Blocks) Cut(r io.Reader, whole func(text []byte) int) iter.Seq2[Block, error] {
	return func(yield func(Block, error) bool) {
		buf := b.get(b.Pad + b.Size + b.Pad)[:b.Pad]
		off := int64(0)
		for want := b.Size; ; {
			var err error
			buf, err = b.fill(buf, b.Pad+want, r)
			last := err == io.EOF
			if err != nil && !last {
				yield(Block{}, err)
				return
			}
			cut := b.Pad
			if !last {
				cut += whole(buf[b.Pad:])
			}
			if cut == b.Pad && !last && int64(want) <= b.MaxRecord {
				want *= 2
				continue
			}
			if last || cut == b.Pad {
				yield(Block{buf, off, true}, nil)
				return
			}
			// The block is no longer ours once it is yielded.
			rest := b.get(b.Pad + max(b.Size, len(buf)-cut) + b.Pad)[:b.Pad]
			rest = append(rest, buf[cut:]...)
			if !yield(Block{buf[:cut], off, false}, nil) {
				return
			}
			off += int64(cut - b.Pad)
			buf, want = rest, b.Size
		}
	}
}

// fill appends to buf from r until it is n bytes long. At the end of r it
// returns io.EOF.
func (b *Blocks) fill(buf []byte, n int, r io.Reader) ([]byte, error) {
	if cap(buf) < n+b.Pad {
		buf = append(make([]byte, 0, n+b.Pad), buf...)
	}
	have := len(buf)
	if have >= n {
		return buf, nil
	}
	buf = buf[:n]
	got, err := io.ReadFull(r, buf[have:])
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	return buf[:have+got], err
}

// get returns a buffer with a capacity of at least n.
func (b *Blocks) get(n int) []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := len(b.free) - 1; i >= 0; i-- {
		if buf := b.free[i]; cap(buf) >= n {
			b.free = append(b.free[:i], b.free[i+1:]...)
			return buf
		}
	}
	return make([]byte, 0, n)
}

// Release gives the buffer of a block back, from any goroutine. One that a long
// record made large is left to the garbage collector.
func (b *Blocks) Release(buf []byte) {
	if cap(buf) > 2*(b.Size+2*b.Pad) {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.free = append(b.free, buf)
}
