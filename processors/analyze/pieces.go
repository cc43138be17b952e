package analyze

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// A pieceReader unpacks a stream in pieces, each by itself, on several
// goroutines ahead of the reading: the blocks of BGZF and the frames of
// Zstandard. From where a stream cannot be cut it goes on as one.
//
// BGZF: the SAM/BAM Format Specification, section 4.1. Frames: RFC 8878,
// section 3.1.1.
type pieceReader struct {
	packing *packing
	free    chan *piece
	order   chan *piece // being unpacked or done
	stop    chan struct{}

	now  *piece
	text []byte        // of now, unread
	rest io.ReadCloser // what is read as one
	err  error
}

// A piece can be unpacked by itself.
type piece struct {
	packed, text []byte
	most         int // bytes of text
	unpack       func(text, packed []byte, most int) ([]byte, error)
	err          error
	done         chan struct{} // has a value when text and err are there
	rest         io.Reader     // instead of all that: what is not cut
}

// maxPiece bounds what one piece takes, so that all take little; larger frames
// are read as a stream.
const maxPiece = 4 << 20

// errUncut says that the stream goes on, but not with a piece. What has been read
// of it is in packed.
var errUncut = errors.New("no piece")

// newPieceReader unpacks in on so many goroutines.
func newPieceReader(p *packing, in io.Reader, unpackers int) *pieceReader {
	pieces := unpackers + 1 // one of them is being read
	r := &pieceReader{packing: p, free: make(chan *piece, pieces), order: make(chan *piece, pieces), stop: make(chan struct{})}
	for range pieces {
		r.free <- &piece{unpack: p.unpacker(), done: make(chan struct{}, 1)}
	}
	go r.split(bufio.NewReaderSize(in, 128<<10))
	return r
}

// split cuts in until it ends, cannot be cut, or the reader is closed.
func (r *pieceReader) split(in *bufio.Reader) {
	defer close(r.order)
	for {
		var p *piece
		select {
		case p = <-r.free:
		case <-r.stop:
			return
		}
		p.packed, p.text = p.packed[:0], p.text[:0]
		if err := r.packing.next(in, p); err == io.EOF {
			return
		} else if err != nil {
			p.rest = io.MultiReader(bytes.NewReader(p.packed), in)
			r.order <- p
			return
		}
		r.order <- p
		go p.work()
	}
}

func (p *piece) work() {
	defer func() {
		if v := recover(); v != nil {
			p.err = fmt.Errorf("panic while it was unpacked: %v", v)
		}
		p.done <- struct{}{}
	}()
	p.text, p.err = p.unpack(p.text, p.packed, p.most)
}

func (r *pieceReader) Read(b []byte) (int, error) {
	for len(r.text) == 0 {
		if r.err != nil {
			return 0, r.err
		}
		if r.rest != nil {
			return r.rest.Read(b)
		}
		if r.now != nil {
			r.free <- r.now
			r.now = nil
		}
		p, ok := <-r.order
		switch {
		case !ok:
			r.err = io.EOF
		case p.rest != nil:
			if r.rest, r.err = r.packing.stream(p.rest); r.err == io.EOF {
				r.err = io.ErrUnexpectedEOF // something follows, and it is cut off
			}
		default:
			<-p.done
			r.now, r.text, r.err = p, p.text, p.err
		}
	}
	n := copy(b, r.text)
	r.text = r.text[n:]
	return n, nil
}

// Close ends the work without waiting for it: a read from a pipe may take for ever.
func (r *pieceReader) Close() error {
	close(r.stop)
	if r.rest != nil {
		return r.rest.Close()
	}
	return nil
}

// take appends n bytes from in to p.packed.
func (p *piece) take(in io.Reader, n int) error {
	have := len(p.packed)
	if have+n > maxPiece {
		return errUncut
	}
	if cap(p.packed) < have+n {
		p.packed = append(make([]byte, 0, max(have+n, 2*have)), p.packed...)
	}
	got, err := io.ReadFull(in, p.packed[have:have+n])
	p.packed = p.packed[:have+got]
	if err != nil {
		return errUncut // whoever reads on from there meets the error again
	}
	return nil
}

// nextBGZF cuts off a member of gzip whose header says how long it is.
func nextBGZF(in *bufio.Reader, p *piece) error {
	const magic, extra, headSize, tailSize = gzipMagic + "\x08\x04", "\x06\x00BC\x02\x00", 18, 8
	h, err := in.Peek(headSize)
	switch {
	case len(h) == 0 && err == io.EOF:
		return io.EOF
	case err != nil, string(h[:4]) != magic, string(h[10:16]) != extra:
		return errUncut
	}
	n := int(binary.LittleEndian.Uint16(h[16:])) + 1
	if n < headSize+tailSize {
		return errUncut
	}
	p.most = 64 << 10
	return p.take(in, n)
}

// nextFrame cuts off a frame of Zstandard.
func nextFrame(in *bufio.Reader, p *piece) error {
	h, err := in.Peek(zstd.HeaderMaxSize)
	if len(h) == 0 && err == io.EOF {
		return io.EOF
	}
	var head zstd.Header
	if head.Decode(h) != nil {
		return errUncut
	}
	if head.Skippable {
		if head.SkippableSize > maxPiece {
			return errUncut
		}
		p.most = 0
		return p.take(in, head.HeaderSize+int(head.SkippableSize))
	}
	if head.HasFCS && head.FrameContentSize > maxPiece {
		return errUncut
	}
	p.most = 0
	if err := p.take(in, head.HeaderSize); err != nil {
		return err
	}
	for last := false; !last; {
		if err := p.take(in, 3); err != nil {
			return err
		}
		b := p.packed[len(p.packed)-3:]
		bits := int(b[0]) | int(b[1])<<8 | int(b[2])<<16
		last = bits&1 != 0
		n := bits >> 3 // of the text; a compressed block's size as it lies there
		const rle, compressed = 1, 2
		switch bits >> 1 & 3 {
		case rle:
			p.most += n
			n = 1
		case compressed:
			p.most += 128 << 10 // RFC 8878, Block_Maximum_Size
		default:
			p.most += n
		}
		if err := p.take(in, n); err != nil {
			return err
		}
		if p.most > maxPiece {
			return errUncut
		}
	}
	if head.HasFCS {
		p.most = int(head.FrameContentSize)
	}
	if head.HasCheckSum {
		return p.take(in, 4)
	}
	return nil
}

// errOverlong is hostile: sizes in headers are what memory is taken by.
var errOverlong = errors.New("more text than a block may have")

func gzipUnpacker() func(text, packed []byte, most int) ([]byte, error) {
	var z gzip.Reader
	return func(text, packed []byte, most int) ([]byte, error) {
		if err := z.Reset(bytes.NewReader(packed)); err != nil {
			return text, err
		}
		if cap(text) <= most {
			text = make([]byte, 0, most+1)
		}
		n, err := io.ReadFull(&z, text[:most+1])
		switch err {
		case nil:
			return text[:most], errOverlong
		case io.EOF, io.ErrUnexpectedEOF:
			// ReadFull makes these of an end after which all is well, too.
			if _, err = z.Read(text[n : n+1]); err == io.EOF {
				err = nil
			}
		}
		return text[:n], err
	}
}

func zstdUnpacker() func(text, packed []byte, most int) ([]byte, error) {
	z, err := zstd.NewReader(nil, append(slices.Clip(zstdOptions), zstd.WithDecodeAllCapLimit(true))...)
	return func(text, packed []byte, most int) ([]byte, error) {
		if err != nil {
			return text, err
		}
		if cap(text) < most {
			text = make([]byte, 0, most)
		}
		return z.DecodeAll(packed, text)
	}
}
