package png

import (
	"io"
)

// A dataReader reads the contents of all IDAT chunks as one stream, without
// copying the file. It implements flate.Reader.
type dataReader struct {
	w     *walker
	file  []byte
	chunk []byte // the contents of the one that is being read
	next  int    // index in it
	start int64  // offset of its contents in the file
	done  bool   // there is no further IDAT
	// interrupted is set where another chunk stands between two IDATs.
	interrupted bool
}

// reset begins with c, the first IDAT.
func (r *dataReader) reset(w *walker, file []byte, c chunk) {
	*r = dataReader{w: w, file: file}
	r.enter(c)
}

func (r *dataReader) enter(c chunk) {
	r.chunk, r.next, r.start = r.file[c.off:c.off+c.size], 0, c.off
}

// left returns how much of the chunk is still to be read.
func (r *dataReader) left() int { return len(r.chunk) - r.next }

// position returns the offset in the file of the next byte.
func (r *dataReader) position() int64 { return r.start + int64(r.next) }

// fill enters the next chunk that is not empty. It returns false if there is
// none.
func (r *dataReader) fill() bool {
	for r.left() == 0 && !r.done {
		c, ok := r.w.next()
		switch {
		case !ok:
			r.done = true
		case c.is("IDAT"):
			r.interrupted = r.interrupted || c.start() != r.start+int64(len(r.chunk))+4
			r.enter(c)
		case !c.ancillary() && !c.is("PLTE"):
			r.w.unknown(c)
		}
	}
	return r.left() > 0
}

// Read implements io.Reader.
func (r *dataReader) Read(p []byte) (int, error) {
	if r.left() == 0 && !r.fill() {
		return 0, io.EOF
	}
	n := copy(p, r.chunk[r.next:])
	r.next += n
	return n, nil
}

// ReadByte implements io.ByteReader. Package flate reads nearly everything by
// it.
func (r *dataReader) ReadByte() (byte, error) {
	if r.next >= len(r.chunk) && !r.fill() {
		return 0, io.EOF
	}
	b := r.chunk[r.next]
	r.next++
	return b, nil
}
