package unpack

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
)

// nextBGZF cuts off a member of gzip whose header has its length: a BGZF block
// (SAM/BAM Format Specification, section 4.1).
func nextBGZF(in *bufio.Reader, m *member) error {
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
	m.limit = 64 << 10
	return m.take(in, n)
}

// errNoBlock is a member that is shorter than its header says, or has more text
// than a block may have, which bounds the memory that a hostile file takes. It
// is read as gzip, which knows no such limits.
var errNoBlock = errors.New("no BGZF block")

func newGzipDecompressor(int64) decompressor {
	var z gzip.Reader
	return func(text, compressed []byte, limit int) ([]byte, error) {
		in := bytes.NewReader(compressed)
		if err := z.Reset(in); err != nil {
			return text, err
		}
		z.Multistream(false)
		if cap(text) <= limit {
			text = make([]byte, 0, limit+1)
		}
		n, err := io.ReadFull(&z, text[:limit+1])
		switch err {
		case nil:
			return text[:limit], errNoBlock
		case io.EOF, io.ErrUnexpectedEOF:
			// ReadFull returns these at the end of a sound member, too.
			if _, err = z.Read(text[n : n+1]); err == io.EOF {
				err = nil
				if in.Len() > 0 {
					err = errNoBlock
				}
			}
		}
		return text[:n], err
	}
}
