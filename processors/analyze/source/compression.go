package source

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// A compression is a format of compressed files.
type compression struct {
	name   string
	begins func(head []byte) bool
	stream func(in io.Reader) (io.ReadCloser, error)

	// For memberReader: next cuts a member off the stream, and decompressor
	// returns a function that decompresses members.
	next         func(in *bufio.Reader, m *member) error
	decompressor func() decompressor
}

// A decompressor returns the text of a member, limit bytes at most. It uses the
// memory of text.
type decompressor func(text, compressed []byte, limit int) ([]byte, error)

var compressions = []*compression{
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
		next:         nextBGZF,
		decompressor: newGzipDecompressor,
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
		next:         nextFrame,
		decompressor: newZstdDecompressor,
	},
}

const (
	gzipMagic = "\x1f\x8b"
	zstdMagic = "\x28\xb5\x2f\xfd"
	magicSize = 4
	// maxDecompressors bounds the memory of the members in flight to some 70
	// MiB; one decompressor of a gzip or zstd file keeps several parsing
	// workers busy.
	maxDecompressors = 8
	// maxZstdWindow is what zstd -22 --ultra needs at most.
	maxZstdWindow = 128 << 20
)

// Without goroutines of its own, whose panics could not be recovered.
var zstdOptions = []zstd.DOption{
	zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxZstdWindow), zstd.WithDecoderLowmem(true),
}

// compressionOf returns the compression of the file that begins with head; nil
// if it has none.
func compressionOf(head []byte) *compression {
	for _, c := range compressions {
		if c.begins(head) {
			return c
		}
	}
	return nil
}

// open decompresses in, on several goroutines if there are more than one
// decompressors.
func (c *compression) open(in io.Reader, decompressors int) (io.ReadCloser, error) {
	if decompressors > 1 {
		return &decompressed{newMemberReader(c, in, min(decompressors, maxDecompressors)), c}, nil
	}
	z, err := c.stream(in)
	if err != nil {
		return nil, c.explain(err)
	}
	return &decompressed{z, c}, nil
}

// A decompressed reader names the compression in its errors.
type decompressed struct {
	io.ReadCloser
	compression *compression
}

func (d *decompressed) Read(p []byte) (int, error) {
	n, err := d.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = d.compression.explain(err)
	}
	return n, err
}

// explain words an error of a decompressor for users.
func (c *compression) explain(err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fmt.Errorf("%s: the file is cut off", c.name)
	case errors.Is(err, zstd.ErrWindowSizeExceeded):
		return fmt.Errorf("zstd: it takes more than %d MiB to unpack", maxZstdWindow>>20)
	}
	return fmt.Errorf("%s: %w", c.name, err)
}
