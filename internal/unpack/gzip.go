package unpack

import (
	"bufio"
	"io"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// A gzipStream reads gzip members one after the other, as gunzip does: zeros
// between and after them are passed over, as tapes and cameras pad with them,
// and anything else after a member ends the text.
type gzipStream struct {
	in    *bufio.Reader
	z     *gzip.Reader
	open  bool // z is within a member
	begun bool // there was a member
	rest  bool // something follows that is no gzip
}

// newGzipStream returns a reader of in. begun says that members of the same
// file have been read before.
func newGzipStream(in io.Reader, begun bool) (*gzipStream, error) {
	g := &gzipStream{in: bufio.NewReaderSize(in, 128<<10), z: new(gzip.Reader), begun: begun}
	err := g.next()
	if begun && err == io.EOF {
		err = nil // Read says so
	}
	return g, err
}

// next begins the next member. It returns io.EOF if there is none.
func (g *gzipStream) next() error {
	const magic = gzipMagic + "\x08" // deflate is the only method (RFC 1952, section 2.3.1)
	if g.begun {
		if err := g.skipZeros(); err != nil {
			return err
		}
		h, err := g.in.Peek(len(magic))
		switch {
		case err != nil && err != io.EOF:
			return err
		case string(h) == magic:
		case strings.HasPrefix(magic, string(h)):
			return io.ErrUnexpectedEOF
		default:
			g.rest = true
			return io.EOF
		}
	}
	if err := g.z.Reset(g.in); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return err
	}
	g.z.Multistream(false)
	g.open, g.begun = true, true
	return nil
}

// skipZeros passes over zeros. It returns io.EOF at the end of the file.
func (g *gzipStream) skipZeros() error {
	for {
		c, err := g.in.ReadByte()
		if err != nil {
			return err
		}
		if c != 0 {
			return g.in.UnreadByte()
		}
	}
}

func (g *gzipStream) Read(p []byte) (int, error) {
	for {
		if !g.open {
			if g.rest {
				return 0, io.EOF
			}
			if err := g.next(); err != nil {
				return 0, err
			}
		}
		n, err := g.z.Read(p)
		if err == io.EOF {
			g.open, err = false, nil
		}
		if n > 0 || err != nil || len(p) == 0 {
			return n, err
		}
	}
}

// Close implements [io.Closer].
func (g *gzipStream) Close() error { return nil }

// Rest implements [Rester].
func (g *gzipStream) Rest() bool { return g.rest }
