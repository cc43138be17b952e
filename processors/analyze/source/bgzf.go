package source

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

// A block that is not what its header or the format says is read as gzip, which
// knows no such limits. The first bounds the memory that a hostile file takes.
var (
	errOverlong    = errors.New("more text than a block may have")
	errBlockLength = errors.New("a block is shorter than its header says")
)

func newGzipDecompressor() decompressor {
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
			return text[:limit], errOverlong
		case io.EOF, io.ErrUnexpectedEOF:
			// ReadFull returns these at the end of a sound member, too.
			if _, err = z.Read(text[n : n+1]); err == io.EOF {
				err = nil
				if in.Len() > 0 {
					err = errBlockLength
				}
			}
		}
		return text[:n], err
	}
}
