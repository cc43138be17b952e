package tiff

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"
	"math/bits"

	"github.com/klauspost/compress/zstd"
)

// A flateReader expands deflated data (Adobe Photoshop TIFF Technical Note 2)
// and data of Zstandard (RFC 8878), as libtiff writes it.
type flateReader struct {
	src    bytes.Reader
	zlib   io.ReadCloser
	zstd   *zstd.Decoder
	unread [1]byte
}

// maxZstdWindow bounds the window of Zstandard, and with it the memory. Levels
// of up to 19 keep within it.
const maxZstdWindow = 8 << 20

// inflate appends at most want bytes of zlib's format (RFC 1950) to dst.
func (r *flateReader) inflate(dst, src []byte, want int) ([]byte, error) {
	r.src.Reset(src)
	defer r.src.Reset(nil)
	var err error
	if r.zlib == nil {
		r.zlib, err = zlib.NewReader(&r.src)
	} else {
		err = r.zlib.(zlib.Resetter).Reset(&r.src, nil)
	}
	if err != nil {
		r.zlib = nil
		return dst, r.fail(err)
	}
	return r.read(dst, r.zlib, want)
}

// decompressZstd appends at most want bytes to dst, of the most that src holds.
func (r *flateReader) decompressZstd(dst, src []byte, want, most int) ([]byte, error) {
	head := narrowWindow(src, most)
	r.src.Reset(src[len(head):])
	defer r.src.Reset(nil)
	from := io.MultiReader(bytes.NewReader(head), &r.src)
	var err error
	if r.zstd == nil {
		// One at a time means that it starts no goroutine. A wrong checksum
		// would cost the last block; libtiff writes none.
		r.zstd, err = zstd.NewReader(from, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(maxZstdWindow), zstd.IgnoreChecksum(true))
	} else {
		err = r.zstd.Reset(from)
	}
	if err != nil {
		return dst, r.fail(err)
	}
	dst, err = r.read(dst, r.zstd, want)
	r.zstd.Reset(nil) // so that src is not kept; it cannot fail
	return dst, err
}

// zstdWindowBytes is the least window for that many bytes, which a block of 128
// KiB must fit into, as a power of 2.
func zstdWindowBytes(most int) int { return 1 << bits.Len(uint(max(most, 128<<10)-1)) }

// narrowWindow returns the start of src, a frame of Zstandard, with a window
// that is no larger than what all of it expands to: some writers ask for 32 MiB
// whatever they have to write (RFC 8878 section 3.1.1.1.2).
func narrowWindow(src []byte, most int) []byte {
	const singleSegment = 1 << 5
	if len(src) < 6 || src[4]&singleSegment != 0 {
		return nil
	}
	head := bytes.Clone(src[:6])
	exponent := byte(bits.Len(uint(zstdWindowBytes(most)))) - 11 // of 2^10
	head[5] = min(head[5], exponent<<3)
	return head
}

// read appends want bytes of from to dst, and looks whether the checksum after
// them is right.
func (r *flateReader) read(dst []byte, from io.Reader, want int) ([]byte, error) {
	start := len(dst)
	dst = grow(dst, want)
	n, err := io.ReadFull(from, dst[start:start+want])
	dst = dst[:start+n]
	if err != nil {
		return dst, r.fail(err)
	}
	if _, err = from.Read(r.unread[:]); errors.Is(err, zlib.ErrChecksum) {
		return dst, &codeError{Offset: r.at(), Msg: "a wrong checksum of compressed data", Harmless: true}
	}
	return dst, nil
}

// at returns how much of the data has been read.
func (r *flateReader) at() int { return int(r.src.Size()) - r.src.Len() }

// fail says what is wrong, in the words of the other readers.
func (r *flateReader) fail(err error) error {
	switch {
	case err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF):
		return endsEarly(r.at())
	case errors.Is(err, zstd.ErrWindowSizeExceeded):
		return &codeError{Offset: r.at(), Msg: "Zstandard with a window of more than 8 MiB"}
	}
	return &codeError{Offset: r.at(), Msg: "the compressed data is corrupt"}
}
