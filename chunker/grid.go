package chunker

import (
	"fmt"
	"iter"
)

// A Grid divides the bytes from Begin up to, not including, End of an input
// into cells of Unit bytes. The last cell may be shorter. Cells are numbered
// from 0.
//
// A grid depends on nothing but these three numbers, so that processes which
// never talk to each other agree on the cells, and can each take some of them.
// It panics if Unit is not positive.
type Grid struct {
	Begin, End int64 // in bytes from the start of the input
	Unit       int64 // bytes of a cell
}

// Len returns the number of cells. There are none if End is not above Begin.
func (g Grid) Len() int64 {
	if g.Unit <= 0 {
		panic(fmt.Sprintf("chunker: internal error: unit of %d bytes", g.Unit))
	}
	if g.End <= g.Begin {
		return 0
	}
	return (g.End-g.Begin-1)/g.Unit + 1
}

// Cells yields begin and end of the cells from the one numbered from up to, not
// including, the one numbered to. It panics if the grid has no such cells.
func (g Grid) Cells(from, to int64) iter.Seq2[int64, int64] {
	if n := g.Len(); from < 0 || from > to || to > n {
		panic(fmt.Sprintf("chunker: internal error: cells %d to %d of %d", from, to, n))
	}
	return func(yield func(begin, end int64) bool) {
		for i := from; i < to; i++ {
			begin := g.Begin + i*g.Unit
			end := begin + min(g.Unit, g.End-begin) // begin+Unit might overflow
			if !yield(begin, end) {
				return
			}
		}
	}
}
