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

	// maxPieces bounds the reads of one Probe unless its format says otherwise.
	// A PNG with chunks of 8 KiB, libpng's default, is walked to the end up to
	// 128 MiB.
	maxPieces = 1 << 14

	// largePieceBytes is for files that are read from end to end.
	largePieceBytes = 32 << 10
)

// A pieceReader shows a file piece by piece. It holds one piece in memory.
type pieceReader struct {
	r     io.ReaderAt
	size  int64
	left  int    // pieces that may still be read
	store []byte // room for one piece
	piece []byte // the file's bytes from off on, in store
	off   int64
	err   error // the first error of r
}

// at returns the n bytes at off, valid until the next call, or nil where the
// file does not have them, the reads are used up or r fails. Of a file that is
// not in memory n is at most pieceBytes.
func (p *pieceReader) at(off int64, n int) []byte {
	if off < 0 || off > p.size-int64(n) {
		return nil
	}
	if d := off - p.off; d >= 0 && d <= int64(len(p.piece)-n) {
		return p.piece[d:][:n:n]
	}
	if p.left <= 0 || p.err != nil {
		return nil
	}
	p.left--
	want := int(min(int64(len(p.store)), p.size-off))
	got, err := p.r.ReadAt(p.store[:want], off)
	p.piece, p.off = p.store[:got], off
	if got < n {
		if err != nil && err != io.EOF { // a file that has shrunk is a truncated one
			p.err = fmt.Errorf("read at byte %d: %w", off, err)
		}
		return nil
	}
	return p.piece[:n:n]
}

// A Section is a range of a file, addressed from its own start. Sections of one
// file share the piece of it that is in memory, so one goroutine owns them all.
type Section struct {
	Size int64

	format string // for errors
	base   int64
	r      *pieceReader // nil for a file in memory
	memory []byte       // which is all of it
}

// InMemory returns the section that is all of file, which is of the format of
// that name.
func InMemory(name string, file []byte) Section {
	return Section{Size: int64(len(file)), format: name, memory: file}
}

// At returns the n bytes at off, valid until the next call of any section of
// the file, or nil where the section does not have them or they cannot be read.
// Of a file that is not in memory n is at most 4096. It implements ifd.Source.
func (s Section) At(off int64, n int) []byte {
	if off < 0 || off > s.Size-int64(n) {
		return nil
	}
	if s.r == nil {
		return s.memory[s.base+off:][:n:n]
	}
	return s.r.at(s.base+off, n)
}

// From returns what is in memory of the section from off on, at least n bytes,
// which are read as At reads them.
func (s Section) From(off int64, n int) []byte {
	if s.At(off, n) == nil {
		return nil
	}
	b := s.memory
	if s.r == nil {
		b = b[s.base+off:]
	} else {
		b = s.r.piece[s.base+off-s.r.off:]
	}
	return b[:min(int64(len(b)), s.Size-off)]
}

// Sub returns the size bytes at off, or what there is of them.
func (s Section) Sub(off, size int64) Section {
	off = min(max(off, 0), s.Size)
	s.base, s.Size = s.base+off, min(max(size, 0), s.Size-off)
	return s
}

// LimitReads bounds the reads from now on to n, for formats whose headers need
// fewer reads than usual, or, with a walk that goes forward only, more.
func (s Section) LimitReads(n int) {
	if s.r != nil {
		s.r.left = n
	}
}

// readAll prepares for a walk over the whole file: pieces become larger, and
// their number is no longer bounded.
func (s Section) readAll() {
	if r := s.r; r.size > pieceBytes {
		r.store, r.piece = make([]byte, min(r.size, largePieceBytes)), nil
	}
	s.LimitReads(math.MaxInt)
}

// Fail returns a *FormatError that says what is wrong at off. If the bytes
// there could not be read, that is the error.
func (s Section) Fail(off int64, msg string) error {
	switch {
	case s.r == nil:
	case s.r.err != nil:
		return s.r.err
	case s.r.left <= 0:
		msg = "headers scattered over too many places"
	}
	return &FormatError{Format: s.format, Offset: s.base + off, Msg: msg}
}
