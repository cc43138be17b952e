package source

import (
	"io"

	"fanout/internal/secret"
)

// A buffer is a bufio.Reader of headSize bytes whose memory is locked. It reads
// directly what the caller has room for.
type buffer struct {
	r        io.Reader
	buf      []byte
	from, to int // of buf, unread
	err      error
}

func newBuffer(r io.Reader) *buffer { return &buffer{r: r, buf: secret.Spare(headSize)[:headSize]} }

// Peek returns the next n bytes, at most headSize, without reading them; fewer
// with an error.
func (b *buffer) Peek(n int) ([]byte, error) {
	for b.to-b.from < n && b.err == nil {
		b.fill()
	}
	if have := b.to - b.from; have < n {
		return b.buf[b.from:b.to], b.err
	}
	return b.buf[b.from : b.from+n], nil
}

// fill reads more behind what is unread. There is room for it.
func (b *buffer) fill() {
	if b.from > 0 {
		n := copy(b.buf, b.buf[b.from:b.to])
		clear(b.buf[n:b.to])
		b.from, b.to = 0, n
	}
	n := 0
	n, b.err = readSome(b.r, b.buf[b.to:])
	b.to += n
}

// readSome reads at least one byte, unless there is an error.
func readSome(r io.Reader, p []byte) (n int, err error) {
	const many = 100
	for range many {
		if n, err = r.Read(p); n > 0 || err != nil {
			return n, err
		}
	}
	return 0, io.ErrNoProgress
}

// Discard passes over n bytes, which have been peeked at or fit the buffer.
func (b *buffer) Discard(n int) (int, error) {
	text, err := b.Peek(n)
	b.from += len(text)
	return len(text), err
}

// Buffered returns how many bytes can be read without reading more.
func (b *buffer) Buffered() int { return b.to - b.from }

// Read implements [io.Reader].
func (b *buffer) Read(p []byte) (n int, err error) {
	switch {
	case b.from < b.to:
		n = copy(p, b.buf[b.from:b.to])
		b.from += n
		return n, nil
	case b.err != nil:
		return 0, b.err
	}
	n, b.err = b.r.Read(p)
	if n > 0 {
		return n, nil
	}
	return 0, b.err
}

// clear gives the memory back, zeroed. There is nothing to read any more.
func (b *buffer) clear() {
	secret.Put(b.buf)
	*b = buffer{err: io.EOF}
}
