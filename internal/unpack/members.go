package unpack

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// A memberReader decompresses a stream member by member, on several goroutines
// ahead of the reading. From a member on that cannot be cut off, or is not what
// its header says, the file is read as one stream, so that the number of
// goroutines never decides what is read.
type memberReader struct {
	compression *Format
	window      int64 // limit for what is read as one stream
	free        chan *member
	order       chan *member // being decompressed, or done
	stop        chan struct{}

	current *member
	text    []byte        // of current, unread
	rest    io.ReadCloser // what is read as one stream
	begun   bool          // there was a member
	err     error
}

// A member is a part of a compressed file that can be decompressed by itself: a
// member of gzip with a BGZF header, or a frame of Zstandard.
type member struct {
	compressed, text []byte
	limit            int // of text in bytes
	decompress       decompressor
	err              error
	done             chan struct{} // has a value once text and err are there
	rest             io.Reader     // instead of all that: what is not cut, or the error of the file
}

// maxMember bounds the memory of one member; larger frames are read as a
// stream.
const maxMember = 4 << 20

// memberBytes is what a member in flight takes at most, packed and unpacked,
// with its decompressor.
const memberBytes = 3 * maxMember

// errUncut says that no member could be cut off before the end of the stream.
// The bytes read in the attempt are in compressed.
var errUncut = errors.New("no member")

// newMemberReader decompresses in on the given number of goroutines.
func newMemberReader(c *Format, in io.Reader, decompressors int, window int64) *memberReader {
	members := decompressors + 1 // one of them is being read
	r := &memberReader{
		compression: c, window: window, free: make(chan *member, members), order: make(chan *member, members), stop: make(chan struct{}),
	}
	for range members {
		r.free <- &member{decompress: c.decompressor(window), done: make(chan struct{}, 1)}
	}
	go r.split(bufio.NewReaderSize(in, 128<<10))
	return r
}

// split cuts in until it ends, cannot be cut, or the reader is closed.
func (r *memberReader) split(in *bufio.Reader) {
	defer close(r.order)
	for {
		var m *member
		select {
		case m = <-r.free:
		case <-r.stop:
			return
		}
		switch err := r.cut(in, m); {
		case err == io.EOF:
			return
		case err == errUncut:
			m.rest = io.MultiReader(bytes.NewReader(m.compressed), in)
			r.order <- m
			return
		case err != nil:
			m.rest = failing{err}
			r.order <- m
			return
		}
		r.order <- m
		go m.work()
	}
}

// cut reads the next member of in into m. A panic over a hostile header or in
// the reader becomes an error.
func (r *memberReader) cut(in *bufio.Reader, m *member) (err error) {
	defer Recover(&err)
	m.compressed, m.text = m.compressed[:0], m.text[:0]
	return r.compression.next(in, m)
}

func (m *member) work() {
	defer func() { m.done <- struct{}{} }()
	defer Recover(&m.err)
	m.text, m.err = m.decompress(m.text, m.compressed, m.limit)
}

// Recover turns a panic into an error. It must be deferred itself.
func Recover(err *error) {
	if v := recover(); v != nil {
		*err = fmt.Errorf("panic while it was unpacked: %v", v)
	}
}

func (r *memberReader) Read(b []byte) (int, error) {
	for len(r.text) == 0 {
		if r.err != nil {
			return 0, r.err
		}
		if r.rest != nil {
			return r.rest.Read(b)
		}
		if r.current != nil {
			r.free <- r.current
			r.current = nil
		}
		m, ok := <-r.order
		switch {
		case !ok:
			r.err = io.EOF
		case m.rest != nil:
			r.stream(m.rest)
		default:
			if <-m.done; m.err != nil {
				r.stream(&joined{r: r, m: m, left: m.compressed})
				continue
			}
			r.current, r.text, r.begun = m, m.text, true
		}
	}
	n := copy(b, r.text)
	r.text = r.text[n:]
	return n, nil
}

// stream reads what remains, in, as one stream.
func (r *memberReader) stream(in io.Reader) {
	if r.rest, r.err = r.compression.stream(in, r.begun, r.window); r.err == io.EOF {
		r.err = io.ErrUnexpectedEOF // something follows, and it is cut off
	}
}

// A joined reader undoes the cutting: it reads the compressed bytes of a member
// and of all that follows.
type joined struct {
	r    *memberReader
	m    *member
	left []byte // of m, unread
}

func (j *joined) Read(b []byte) (int, error) {
	for len(j.left) == 0 {
		if j.m.rest != nil {
			return j.m.rest.Read(b)
		}
		next, ok := <-j.r.order
		if !ok {
			return 0, io.EOF
		}
		if next.rest == nil {
			<-next.done
			j.left = next.compressed
		}
		j.r.free <- j.m
		j.m = next
	}
	n := copy(b, j.left)
	j.left = j.left[n:]
	return n, nil
}

// A failing reader has nothing but an error.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// Close ends the work without waiting for it: a read from a pipe may take for
// ever.
func (r *memberReader) Close() error {
	close(r.stop)
	if r.rest != nil {
		return r.rest.Close()
	}
	return nil
}

// Rest implements [Rester].
func (r *memberReader) Rest() bool { return r.rest != nil && Rest(r.rest) }

// take appends n bytes from in to m.compressed.
func (m *member) take(in io.Reader, n int) error {
	have := len(m.compressed)
	if have+n > maxMember {
		return errUncut
	}
	if cap(m.compressed) < have+n {
		m.compressed = append(make([]byte, 0, max(have+n, 2*have)), m.compressed...)
	}
	got, err := io.ReadFull(in, m.compressed[have:have+n])
	m.compressed = m.compressed[:have+got]
	if err != nil {
		return errUncut // the reader of the rest meets the error again
	}
	return nil
}
