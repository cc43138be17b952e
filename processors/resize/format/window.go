package format

import (
	"fmt"
	"io"
	"math"
)

const (
	// pieceBytes is how much is read at a time: a page, which holds all markers
	// of most pictures.
	pieceBytes = 4 << 10

	// maxPieces bounds the reads of one Probe of PNG and TIFF (JPEG has less). A PNG with chunks
	// of 8 KiB, libpng's default, is walked to the end up to 128 MiB.
	maxPieces = 1 << 14

	// gifPieceBytes is for GIF, which is read from end to end.
	gifPieceBytes = 32 << 10
)

// A window shows a file piece by piece. It holds one piece in memory.
type window struct {
	r     io.ReaderAt
	size  int64
	left  int    // pieces that may still be read
	store []byte // room for one piece
	buf   []byte // the file's bytes from off on, in store
	off   int64
	err   error // the first error of r
}

// inMemory returns the section that is all of data.
func inMemory(data []byte) section {
	w := &window{size: int64(len(data)), buf: data}
	return section{w: w, size: w.size}
}

// enlarge prepares for a walk over the whole file.
func (w *window) enlarge() {
	if w.size > pieceBytes {
		w.store, w.buf = make([]byte, min(w.size, gifPieceBytes)), nil
	}
	w.left = math.MaxInt
}

// at returns the n bytes at off, valid until the next call, or nil where the file does
// not have them, the reads are used up or r fails. n is at most pieceBytes.
func (w *window) at(off int64, n int) []byte {
	if off < 0 || off > w.size-int64(n) {
		return nil
	}
	if d := off - w.off; d >= 0 && d <= int64(len(w.buf)-n) {
		return w.buf[d:][:n:n]
	}
	if w.left <= 0 || w.err != nil {
		return nil
	}
	w.left--
	want := int(min(int64(len(w.store)), w.size-off))
	got, err := w.r.ReadAt(w.store[:want], off)
	w.buf, w.off = w.store[:got], off
	if got < n {
		if err != nil && err != io.EOF { // a file that has shrunk is a truncated one
			w.err = fmt.Errorf("read at byte %d: %w", off, err)
		}
		return nil
	}
	return w.buf[:n:n]
}

// A section is a range of a file, addressed from its own start.
type section struct {
	w          *window
	base, size int64
}

// at returns the n bytes at off as window.at does.
func (s section) at(off int64, n int) []byte {
	if off < 0 || off > s.size-int64(n) {
		return nil
	}
	return s.w.at(s.base+off, n)
}

// sub returns the size bytes at off, or what there is of them.
func (s section) sub(off, size int64) section {
	off = min(max(off, 0), s.size)
	return section{s.w, s.base + off, min(max(size, 0), s.size-off)}
}

// fail says what is wrong at off. If the bytes there could not be read, that is the error.
func (s section) fail(f Format, off int64, msg string) error {
	if s.w.err != nil {
		return s.w.err
	}
	if s.w.r != nil && s.w.left <= 0 {
		msg = "headers scattered over too many places"
	}
	return &FormatError{Format: f, Offset: s.base + off, Msg: msg}
}
