package asm

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// RepeatedBytes is the length of the constants that Repeated makes: that of the
// longest vectors in the file.
var RepeatedBytes = AVX2.Bytes

// Repeated returns the constant that has these 16-bit values over and over.
func Repeated(name string, values ...int16) Mem {
	return Table(name, RepeatedBytes, func(i int) byte {
		return byte(values[i/2%len(values)] >> (8 * (i % 2)))
	})
}

// Repeated32 is Repeated for a 32-bit value.
func Repeated32(name string, value int32) Mem {
	return Repeated(name, int16(value), int16(value>>16))
}

// Like returns a new register as long as v.
func Like(v reg.VecVirtual) reg.VecVirtual { return Of(v).Vector() }

// MultiplyPairs returns x·(a, b): 32-bit sums of the products of 16-bit pairs.
func MultiplyPairs(x reg.VecVirtual, name string, a, b int16) reg.VecVirtual {
	y := Like(x)
	VPMADDWD(Repeated(name, a, b), x, y)
	return y
}

// Sum returns a + b in 32 bits.
func Sum(a, b reg.VecVirtual) reg.VecVirtual {
	y := Like(a)
	VPADDD(b, a, y)
	return y
}

// Difference returns a - b in 32 bits.
func Difference(a, b reg.VecVirtual) reg.VecVirtual {
	y := Like(a)
	VPSUBD(b, a, y)
	return y
}

// An Interleaving is a pair of VPUNPCKL and VPUNPCKH for elements of some size.
type Interleaving struct{ low, high func(...Op) }

// The interleavings of elements of 8, 16, 32 and 64 bits.
var (
	Bytes8  = Interleaving{VPUNPCKLBW, VPUNPCKHBW}
	Words16 = Interleaving{VPUNPCKLWD, VPUNPCKHWD}
	Words32 = Interleaving{VPUNPCKLDQ, VPUNPCKHDQ}
	Words64 = Interleaving{VPUNPCKLQDQ, VPUNPCKHQDQ}
)

// Of returns, in each lane, the elements of a and b in turn: those of the low
// halves, then those of the high halves.
func (i Interleaving) Of(a, b reg.VecVirtual) [2]reg.VecVirtual {
	low, high := Like(a), Like(a)
	i.low(b, a, low)
	i.high(b, a, high)
	return [2]reg.VecVirtual{low, high}
}

// Transpose transposes, in each lane, eight rows of eight 16-bit values.
func Transpose(rows [8]reg.VecVirtual) [8]reg.VecVirtual {
	rows = Words16.ofPairs(rows, [4][2]int{{0, 1}, {2, 3}, {4, 5}, {6, 7}})
	rows = Words32.ofPairs(rows, [4][2]int{{0, 2}, {1, 3}, {4, 6}, {5, 7}})
	return Words64.ofPairs(rows, [4][2]int{{0, 4}, {1, 5}, {2, 6}, {3, 7}})
}

func (i Interleaving) ofPairs(rows [8]reg.VecVirtual, pairs [4][2]int) (out [8]reg.VecVirtual) {
	for k, p := range pairs {
		halves := i.Of(rows[p[0]], rows[p[1]])
		out[2*k], out[2*k+1] = halves[0], halves[1]
	}
	return out
}
