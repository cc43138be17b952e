package png

import (
	"compress/zlib"
	"errors"
	"io"
)

// An inflater inflates the picture data of one file after the other.
type inflater struct {
	data dataReader
	zlib io.ReadCloser // a zlib.Resetter, too
	err  error         // of the stream's header
	// broken says why no more rows can be had, and brokenAt near which byte of
	// the file; it is empty as long as all is well.
	broken   string
	brokenAt int64
}

// start begins with the stream whose first chunk is c.
func (z *inflater) start(w *walker, file []byte, c chunk) {
	z.data.reset(w, file, c)
	z.broken, z.brokenAt = "", 0
	if z.zlib == nil {
		z.zlib, z.err = zlib.NewReader(&z.data)
		return
	}
	z.err = z.zlib.(zlib.Resetter).Reset(&z.data, nil)
}

// read fills b. Where it cannot, it sets broken and returns how much there is.
func (z *inflater) read(b []byte) int {
	n, err := 0, z.err
	for n < len(b) && err == nil {
		var k int
		k, err = z.zlib.Read(b[n:])
		n += k
	}
	if n < len(b) {
		z.fail(cause(err))
	}
	return n
}

// fail records why no more rows can be had.
func (z *inflater) fail(broken string) {
	z.broken, z.brokenAt = broken, z.data.position()
}

// cause says what an error that ends the stream before the picture is complete
// means.
func cause(err error) string {
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, zlib.ErrChecksum):
		return "the data ends too early"
	case errors.Is(err, zlib.ErrHeader), errors.Is(err, zlib.ErrDictionary):
		return "no zlib stream"
	}
	return "broken deflate data"
}

// end reads on after the last row and reports whether the stream ends there
// with the checksum of its contents. What is wrong instead costs no pixel.
func (z *inflater) end() bool {
	var b [1]byte
	n, err := 0, error(nil)
	for n == 0 && err == nil {
		n, err = z.zlib.Read(b[:])
	}
	switch {
	case n > 0:
		z.data.w.note("surplus picture data")
	case err == io.EOF:
		return true
	case errors.Is(err, zlib.ErrChecksum):
		z.data.w.note("wrong checksum of the zlib stream")
	default:
		z.data.w.note("the zlib stream has no proper end")
	}
	return false
}

// release drops the file.
func (z *inflater) release() { z.data = dataReader{} }
