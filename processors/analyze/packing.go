package analyze

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// A packing is a way to compress files.
type packing struct {
	name   string
	begins func(head []byte) bool
	stream func(in io.Reader) (io.ReadCloser, error)

	// For pieceReader: next cuts a piece off the stream, and unpacker returns a
	// function that unpacks pieces.
	next     func(in *bufio.Reader, p *piece) error
	unpacker func() func(text, packed []byte, most int) ([]byte, error)
}

var packings = []*packing{
	{
		name:   "gzip",
		begins: func(head []byte) bool { return bytes.HasPrefix(head, []byte(gzipMagic)) },
		stream: func(in io.Reader) (io.ReadCloser, error) {
			z, err := gzip.NewReader(in)
			if err != nil {
				return nil, err
			}
			return z, nil
		},
		next:     nextBGZF,
		unpacker: gzipUnpacker,
	},
	{
		name: "zstd",
		begins: func(head []byte) bool {
			// A skippable frame may come first, as pzstd writes it.
			return bytes.HasPrefix(head, []byte(zstdMagic)) ||
				len(head) >= magicSize && head[0]&0xf0 == 0x50 && string(head[1:magicSize]) == "\x2a\x4d\x18"
		},
		stream: func(in io.Reader) (io.ReadCloser, error) {
			z, err := zstd.NewReader(in, zstdOptions...)
			if err != nil {
				return nil, err
			}
			return z.IOReadCloser(), nil
		},
		next:     nextFrame,
		unpacker: zstdUnpacker,
	},
}

const (
	gzipMagic = "\x1f\x8b"
	zstdMagic = "\x28\xb5\x2f\xfd"
	magicSize = 4
	// maxUnpackers bounds the memory that pieces take to some 70 MiB; one of a
	// gzip or zstd file keeps several parsing workers busy.
	maxUnpackers = 8
	// maxZstdWindow is what zstd -22 --ultra needs at most.
	maxZstdWindow = 128 << 20
)

// Without goroutines of its own, whose panics nobody could catch.
var zstdOptions = []zstd.DOption{
	zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxZstdWindow), zstd.WithDecoderLowmem(true),
}

// packingOf returns what the file that begins with head is packed with; nil if
// it is not.
func packingOf(head []byte) *packing {
	for _, p := range packings {
		if p.begins(head) {
			return p
		}
	}
	return nil
}

// open unpacks in, on several goroutines if there are more than one unpackers.
func (p *packing) open(in io.Reader, unpackers int) (io.ReadCloser, error) {
	if unpackers > 1 {
		return &unpacked{newPieceReader(p, in, min(unpackers, maxUnpackers)), p}, nil
	}
	z, err := p.stream(in)
	if err != nil {
		return nil, p.explain(err)
	}
	return &unpacked{z, p}, nil
}

// An unpacked reader names what it unpacks in its errors.
type unpacked struct {
	io.ReadCloser
	packing *packing
}

func (u *unpacked) Read(p []byte) (int, error) {
	n, err := u.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = u.packing.explain(err)
	}
	return n, err
}

// explain says in our words what has gone wrong.
func (p *packing) explain(err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fmt.Errorf("%s: the file is cut off", p.name)
	case errors.Is(err, zstd.ErrWindowSizeExceeded):
		return fmt.Errorf("zstd: it takes more than %d MiB to unpack", maxZstdWindow>>20)
	}
	return fmt.Errorf("%s: %w", p.name, err)
}
