package chunker

import (
	"bytes"
	"fmt"
	"io"
	"iter"
)

// A Range is the bytes from Off up to, not including, End of an input.
type Range struct {
	Off, End int64 // bytes from the start of the input
}

// Len returns the number of bytes in r.
func (r Range) Len() int64 { return r.End - r.Off }

// searchStep is how many bytes are read at a time in search of a line end, and
// all the memory it takes. Most lines end in the first step; for those that do
// not, a larger one would hardly be faster: 64 KiB take longer to copy than to
// ask for.
const searchStep = 64 << 10

// Lines cuts the size bytes of r into ranges of whole lines. A grid of cells,
// each unit bytes long but for the last, is laid over the input. A line belongs
// to the cell that holds its first byte; a cell's range is its lines, and cells
// in which no line starts are not yielded. The ranges, one after the other,
// cover the input exactly.
//
// A line ends after '\n'; the last one may end without. Only the surroundings of
// the cell boundaries are read, in steps of 64 KiB, however long a line is.
//
// An error of r is yielded with the offset at which the read failed, and ends
// the sequence. If r ends before size, that error wraps io.ErrUnexpectedEOF.
// Lines panics if unit is not positive. A negative size counts as 0.
func Lines(r io.ReaderAt, size, unit int64) iter.Seq2[Range, error] {
	checkUnit(unit)
	return lines(r, size, unit, searchStep)
}

func lines(r io.ReaderAt, size, unit int64, step int) iter.Seq2[Range, error] {
	return func(yield func(Range, error) bool) {
		s := search{r: r, size: size, step: step}
		for off := int64(0); off < size; {
			// A line starts at off, so the cell of off has a range, which begins
			// here. Cells skipped over have none.
			end, err := s.lineStart(cell(off/unit, size, unit).End, size)
			if err != nil {
				yield(Range{}, err)
				return
			}
			if !yield(Range{off, end}, nil) {
				return
			}
			off = end
		}
	}
}

// Cells returns how many cells of unit bytes cover size bytes, the last one
// perhaps not fully. It panics if unit is not positive.
func Cells(size, unit int64) int64 {
	checkUnit(unit)
	if size <= 0 {
		return 0
	}
	return (size-1)/unit + 1
}

// LineRange returns the range of cell i, counted from 0, as [Lines] yields it,
// without a look at the other cells. If no line starts in the cell, the range is
// empty and lies at the cell's start.
//
// It reads the cell up to its first line start and on from its end to the next
// one, in steps of 64 KiB. Its errors are those of Lines. It panics if unit is
// not positive or i is not the number of a cell, that is, not in
// [0, Cells(size, unit)).
func LineRange(r io.ReaderAt, size, unit, i int64) (Range, error) {
	if n := Cells(size, unit); i < 0 || i >= n {
		panic(fmt.Sprintf("chunker: internal error: cell %d of %d", i, n))
	}
	return lineRange(r, size, unit, i, searchStep)
}

func lineRange(r io.ReaderAt, size, unit, i int64, step int) (Range, error) {
	s := search{r: r, size: size, step: step}
	c := cell(i, size, unit)
	off, err := s.lineStart(c.Off, c.End)
	if err != nil {
		return Range{}, err
	}
	if off == c.End {
		return Range{c.Off, c.Off}, nil
	}
	end, err := s.lineStart(c.End, size)
	if err != nil {
		return Range{}, err
	}
	return Range{off, end}, nil
}

// cell returns cell i of the grid, which must exist.
func cell(i, size, unit int64) Range {
	off := i * unit
	return Range{off, off + min(unit, size-off)} // off+unit might overflow
}

func checkUnit(unit int64) {
	if unit <= 0 {
		panic(fmt.Sprintf("chunker: internal error: unit of %d bytes", unit))
	}
}

// A search looks for line starts.
type search struct {
	r    io.ReaderAt
	size int64
	step int
	buf  []byte // step bytes, once it is needed
}

// lineStart returns the first offset in [from, limit) at which a line starts, or
// limit if there is none. limit is at most the size of the input.
func (s *search) lineStart(from, limit int64) (int64, error) {
	if from == 0 || from >= limit {
		return min(from, limit), nil
	}
	// A line starts at p if byte p-1 is a line end.
	for p := from - 1; p < limit-1; {
		if s.buf == nil {
			s.buf = make([]byte, min(int64(s.step), s.size))
		}
		b := s.buf[:min(int64(len(s.buf)), limit-1-p)]
		n, err := s.r.ReadAt(b, p)
		if i := bytes.IndexByte(b[:n], '\n'); i >= 0 {
			return p + int64(i) + 1, nil
		}
		p += int64(n)
		if n < len(b) {
			if err == nil || err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return 0, fmt.Errorf("byte %d: %w", p, err)
		}
	}
	return limit, nil
}
