package source

import (
	"errors"
	"io"
	"sync"

	"golang.org/x/text/transform"

	"fanout/internal/charset"
	"fanout/internal/secret"
	"fanout/internal/unpack"
)

// headSize is how much of a list is looked at before it is read.
const headSize = 256 << 10

// A stream undoes the compression and the encoding of a list.
type stream struct {
	format   *unpack.Format   // nil: not compressed
	memory   int64            // of the run: see Options
	mark     int              // bytes of the byte order marks
	encoding charset.Encoding // what is decoded; charset.Auto: nothing is

	unpacked io.ReadCloser // nil: not compressed
	bytes    *buffer       // decompressed
	text     *buffer       // decoded
	mu       sync.Mutex    // guards what follows: closing may meet the end of reading
	clear    []func()      // of what holds passwords
	cleared  bool
	trailing bool // something follows the compressed data
}

// restart begins anew with raw, whose compression and encoding are known.
func (s *stream) restart(raw io.Reader) error {
	s.close()
	s.cleared = false
	s.bytes = s.buffer(raw)
	if err := s.unpack(s.bytes); err != nil {
		return err
	}
	return s.decode()
}

// buffer returns a reader whose buffer is cleared in the end.
func (s *stream) buffer(r io.Reader) *buffer {
	b := newBuffer(r)
	s.clear = append(s.clear, b.clear)
	return b
}

// unpack reads on in the compressed file.
func (s *stream) unpack(packed *buffer) error {
	if s.format == nil {
		return nil
	}
	z, err := s.format.Open(packed, 1, s.memory)
	if err != nil {
		return err
	}
	s.unpacked = z
	s.clear = append(s.clear, func() {
		secret.Wipe(z)
		z.Close()
	})
	s.bytes = s.buffer(z)
	return nil
}

// decode passes over the byte order marks and decodes what follows.
func (s *stream) decode() error {
	s.text = s.bytes
	if _, err := s.bytes.Discard(s.mark); err != nil && err != io.EOF {
		return err
	}
	if d := s.encoding.Decoder(); d != nil {
		decoded := &decoder{in: s.bytes, d: d, buf: secret.Spare(decoderBuffer)}
		s.clear = append(s.clear, func() { secret.Put(decoded.buf) })
		s.text = s.buffer(decoded)
	}
	return nil
}

// peek returns the beginning of r as far as headSize, and whether it is all.
func peek(r *buffer, n int) (head []byte, whole bool, err error) {
	head, err = r.Peek(n)
	if err == io.EOF {
		return head, true, nil
	}
	return head, false, err
}

// Read reads the text. A panic of a decompressor or decoder over hostile bytes
// is an error.
func (s *stream) Read(p []byte) (n int, err error) {
	defer unpack.Recover(&err)
	n, err = s.text.Read(p)
	if err == io.EOF && s.unpacked != nil && unpack.Rest(s.unpacked) {
		s.trailing = true
	}
	return n, err
}

// close clears the buffers.
func (s *stream) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cleared {
		return
	}
	s.unpacked = nil
	for _, clear := range s.clear {
		clear()
	}
	s.clear, s.cleared = nil, true
}

// decoderBuffer is what is decoded at a time, in bytes.
const decoderBuffer = 16 << 10

// A decoder is a transform.Reader whose memory is locked.
type decoder struct {
	in  *buffer
	d   transform.Transformer
	buf []byte
	out []byte // of buf, unread
	err error
}

func (d *decoder) Read(p []byte) (int, error) {
	for len(d.out) == 0 {
		if d.err != nil {
			return 0, d.err
		}
		d.fill()
	}
	n := copy(p, d.out)
	d.out = d.out[n:]
	return n, nil
}

// fill decodes what is buffered.
func (d *decoder) fill() {
	const longest = 64 // of a character's code units, and of the escapes before it
	src, err := d.in.Peek(max(longest, d.in.Buffered()))
	atEOF := err == io.EOF
	if err != nil && !atEOF {
		d.err = err
		return
	}
	nDst, nSrc, err := d.d.Transform(d.buf[:decoderBuffer], src, atEOF)
	_, _ = d.in.Discard(nSrc)
	d.out = d.buf[:nDst]
	switch {
	case err == nil && atEOF:
		d.err = io.EOF
	case err == nil, errors.Is(err, transform.ErrShortDst):
	case errors.Is(err, transform.ErrShortSrc):
		if nSrc == 0 && nDst == 0 { // longest bytes make a character of any encoding
			d.err = errors.New("cannot be decoded")
		}
	default:
		d.err = err
	}
}
