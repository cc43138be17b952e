// Package unpack reads compressed streams, and names binary files by their
// first bytes.
package unpack

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"
	"github.com/therootcompany/xz"
)

// A Format is one of compressed files.
type Format struct {
	Name   string
	begins func(head []byte) bool
	// stream decompresses all of in; begun says that parts of the same file
	// have been read before.
	stream func(in io.Reader, begun bool) (io.ReadCloser, error)

	// For memberReader: next cuts a member off the stream, and decompressor
	// returns a function that decompresses members.
	next         func(in *bufio.Reader, m *member) error
	decompressor func() decompressor
}

// A decompressor returns the text of a member, limit bytes at most. It uses the
// memory of text.
type decompressor func(text, compressed []byte, limit int) ([]byte, error)

var formats = []*Format{
	{
		Name:   "gzip",
		begins: func(head []byte) bool { return bytes.HasPrefix(head, []byte(gzipMagic)) },
		stream: func(in io.Reader, begun bool) (io.ReadCloser, error) {
			return newGzipStream(in, begun)
		},
		next:         nextBGZF,
		decompressor: newGzipDecompressor,
	},
	{
		Name: "zstd",
		begins: func(head []byte) bool {
			// A skippable frame may come first, as pzstd writes it.
			return bytes.HasPrefix(head, []byte(zstdMagic)) ||
				len(head) >= zstdMagicSize && head[0]&0xf0 == 0x50 && string(head[1:zstdMagicSize]) == "\x2a\x4d\x18"
		},
		stream: func(in io.Reader, _ bool) (io.ReadCloser, error) {
			z, err := zstd.NewReader(in, zstdOptions...)
			if err != nil {
				return nil, err
			}
			return z.IOReadCloser(), nil
		},
		next:         nextFrame,
		decompressor: newZstdDecompressor,
	},
	{
		Name: "bzip2",
		begins: func(head []byte) bool { // the header, then a block or the end of the stream
			return len(head) == MagicSize && string(head[:3]) == "BZh" && '1' <= head[3] && head[3] <= '9' &&
				(string(head[4:]) == "1AY&SY" || string(head[4:]) == "\x17rE8P\x90")
		},
		stream: func(in io.Reader, _ bool) (io.ReadCloser, error) {
			return io.NopCloser(bzip2.NewReader(bufio.NewReaderSize(in, 128<<10))), nil
		},
	},
	{
		Name:   "xz",
		begins: func(head []byte) bool { return bytes.HasPrefix(head, []byte("\xfd7zXZ\x00")) },
		stream: func(in io.Reader, _ bool) (io.ReadCloser, error) {
			z, err := xz.NewReader(in, maxXZDictionary)
			if err != nil {
				return nil, err
			}
			return io.NopCloser(z), nil
		},
	},
	{
		Name: "snappy",
		begins: func(head []byte) bool {
			return bytes.HasPrefix(head, []byte("\xff\x06\x00\x00sNaPpY")) || bytes.HasPrefix(head, []byte("\xff\x06\x00\x00S2sTwO"))
		},
		stream: func(in io.Reader, _ bool) (io.ReadCloser, error) {
			return io.NopCloser(s2.NewReader(in)), nil
		},
	},
}

const (
	gzipMagic     = "\x1f\x8b"
	zstdMagic     = "\x28\xb5\x2f\xfd"
	zstdMagicSize = 4
	// MagicSize is enough for each of the formats.
	MagicSize = 10
	// maxDecompressors bounds the memory of the members in flight to some 70
	// MiB; one decompressor of a gzip or zstd file keeps several parsing
	// workers busy.
	maxDecompressors = 8
	// maxZstdWindow is what zstd -22 --ultra needs at most.
	maxZstdWindow = 128 << 20
	// maxXZDictionary is what xz -9 needs.
	maxXZDictionary = 64 << 20
)

// Without goroutines of its own, whose panics could not be recovered.
var zstdOptions = []zstd.DOption{
	zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxZstdWindow), zstd.WithDecoderLowmem(true),
}

// FormatOf returns the format of the file that begins with head; nil
// if it has none.
func FormatOf(head []byte) *Format {
	for _, c := range formats {
		if c.begins(head) {
			return c
		}
	}
	return nil
}

// Open decompresses in, on several goroutines if there are more than one
// decompressors.
func (c *Format) Open(in io.Reader, decompressors int) (io.ReadCloser, error) {
	if decompressors > 1 && c.next != nil {
		return &decompressed{newMemberReader(c, in, min(decompressors, maxDecompressors)), c}, nil
	}
	z, err := c.stream(in, false)
	if err != nil {
		return nil, c.Explain(err)
	}
	return &decompressed{z, c}, nil
}

// Named returns z with errors that name the format, as those of Open do.
func (c *Format) Named(z io.ReadCloser) io.ReadCloser { return &decompressed{z, c} }

// A decompressed reader names the compression in its errors.
type decompressed struct {
	io.ReadCloser
	compression *Format
}

func (d *decompressed) Read(p []byte) (int, error) {
	n, err := d.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = d.compression.Explain(err)
	}
	return n, err
}

// Explain words an error of a decompressor for users.
func (c *Format) Explain(err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fmt.Errorf("%s: the file is cut off", c.Name)
	case errors.Is(err, xz.ErrBuf):
		return fmt.Errorf("xz: the file is cut off or damaged")
	case errors.Is(err, xz.ErrMemlimit):
		return fmt.Errorf("xz: it takes more than %d MiB to unpack", maxXZDictionary>>20)
	case errors.Is(err, zstd.ErrWindowSizeExceeded):
		return fmt.Errorf("zstd: it takes more than %d MiB to unpack", maxZstdWindow>>20)
	}
	text := strings.TrimPrefix(strings.TrimPrefix(err.Error(), c.Name+": "), c.Name+" ")
	return fmt.Errorf("%s: %w", c.Name, namelessError{text, err})
}

// A namelessError has a text without the name of the compression.
type namelessError struct {
	text string
	error
}

func (e namelessError) Error() string { return e.text }
func (e namelessError) Unwrap() error { return e.error }

// A Rester is a reader that may find something else after the compressed data.
type Rester interface{ Rest() bool }

// Rest reports whether r has found something after the compressed data.
func Rest(r io.Reader) bool {
	found, ok := r.(Rester)
	return ok && found.Rest()
}

// Rest implements [Rester].
func (d *decompressed) Rest() bool { return Rest(d.ReadCloser) }
