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
	"slices"
	"strings"

	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"
	"github.com/therootcompany/xz"
)

// A Format is one of compressed files.
type Format struct {
	Name   string
	begins func(head []byte) bool
	window int64 // limit of the memory that a file may ask for, in bytes; 0: it may not
	// stream decompresses all of in, with a window of that many bytes at most;
	// begun says that parts of the same file have been read before.
	stream func(in io.Reader, begun bool, window int64) (io.ReadCloser, error)

	// For memberReader: next cuts a member off the stream, and decompressor
	// returns a function that decompresses members.
	next         func(in *bufio.Reader, m *member) error
	decompressor func(window int64) decompressor
}

// A decompressor returns the text of a member, limit bytes at most. It uses the
// memory of text.
type decompressor func(text, compressed []byte, limit int) ([]byte, error)

var formats = []*Format{
	{
		Name:   "gzip",
		begins: func(head []byte) bool { return bytes.HasPrefix(head, []byte(gzipMagic)) },
		stream: func(in io.Reader, begun bool, _ int64) (io.ReadCloser, error) {
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
		window: maxZstdWindow,
		stream: func(in io.Reader, _ bool, window int64) (io.ReadCloser, error) {
			z, err := zstd.NewReader(in, append(slices.Clip(zstdOptions), zstd.WithDecoderMaxWindow(uint64(window)))...)
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
		stream: func(in io.Reader, _ bool, _ int64) (io.ReadCloser, error) {
			return io.NopCloser(bzip2.NewReader(bufio.NewReaderSize(in, 128<<10))), nil
		},
	},
	{
		Name:   "xz",
		begins: func(head []byte) bool { return bytes.HasPrefix(head, []byte("\xfd7zXZ\x00")) },
		window: maxXZDictionary,
		stream: func(in io.Reader, _ bool, window int64) (io.ReadCloser, error) {
			z, err := xz.NewReader(in, uint32(window))
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
		stream: func(in io.Reader, _ bool, _ int64) (io.ReadCloser, error) {
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
	// maxDecompressors bounds the memory of the members in flight; one
	// decompressor of a gzip or zstd file keeps several parsing workers busy.
	maxDecompressors = 8
	// maxZstdWindow is what zstd -22 --ultra needs at most.
	maxZstdWindow = 128 << 20
	// leastWindow is what a file may ask for however little memory there is. It
	// is what every reader of zstd should accept (RFC 8878, section 3.1.1.1.2).
	leastWindow = 8 << 20
	// maxXZDictionary is what xz -9 needs.
	maxXZDictionary = 64 << 20
)

// Without goroutines of its own, whose panics could not be recovered.
var zstdOptions = []zstd.DOption{
	zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
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
// decompressors. It takes a quarter of memory at most, in bytes: the error of a
// file that needs more is a [*WindowError]. 0 stands for the usual.
func (c *Format) Open(in io.Reader, decompressors int, memory int64) (io.ReadCloser, error) {
	window := c.window
	if memory > 0 {
		window = min(window, max(leastWindow, memory/4))
		decompressors = min(decompressors, int(min(maxDecompressors, memory/4/memberBytes)))
	}
	if decompressors > 1 && c.next != nil {
		return &decompressed{newMemberReader(c, in, min(decompressors, maxDecompressors), window), c, window}, nil
	}
	z, err := c.stream(in, false, window)
	if err != nil {
		return nil, c.explain(err, window)
	}
	return &decompressed{z, c, window}, nil
}

// Named returns z with errors that name the format, as those of Open do.
func (c *Format) Named(z io.ReadCloser) io.ReadCloser { return &decompressed{z, c, c.window} }

// A decompressed reader names the compression in its errors.
type decompressed struct {
	io.ReadCloser
	compression *Format
	window      int64
}

func (d *decompressed) Read(p []byte) (int, error) {
	n, err := d.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = d.compression.explain(err, d.window)
	}
	return n, err
}

// Explain words an error of a decompressor for users.
func (c *Format) Explain(err error) error { return c.explain(err, c.window) }

func (c *Format) explain(err error, window int64) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fmt.Errorf("%s: the file is cut off", c.Name)
	case errors.Is(err, xz.ErrBuf):
		return fmt.Errorf("xz: the file is cut off or damaged")
	case errors.Is(err, xz.ErrMemlimit), errors.Is(err, zstd.ErrWindowSizeExceeded):
		return &WindowError{Format: c.Name, Limit: window, Highest: window == c.window}
	}
	text := strings.TrimPrefix(strings.TrimPrefix(err.Error(), c.Name+": "), c.Name+" ")
	if reason, ok := strings.CutPrefix(text, "flate: "); ok || strings.Contains(text, "checksum") {
		text = "the data is damaged: " + reason
	}
	return fmt.Errorf("%s: %w", c.Name, namelessError{text, err})
}

// A WindowError is a file that takes more memory to unpack than it may.
type WindowError struct {
	Format  string
	Limit   int64 // bytes
	Highest bool  // with more memory it would be no higher
}

func (e *WindowError) Error() string {
	text, _ := e.Explain(func(setting string) string { return setting })
	return text
}

// Explain says what the matter is and what to do, with the names of settings
// that the function has for them.
func (e *WindowError) Explain(name func(string) string) (message, hint string) {
	message = fmt.Sprintf("%s: it takes more than %d MiB to unpack", e.Format, e.Limit>>20)
	if e.Highest {
		return message, "unpack it first, and pass the text on by a pipe"
	}
	return message + ", a quarter of " + name("Memory"), "raise " + name("Memory")
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
