// Package vec has what the generators of the DCTs share: constants and short
// names for what they do with vectors.
package vec

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// CosN is √2·cos(Nπ/16) with 13 bits after the point, as in idct_ref.go.
const (
	Cos1 = 11363
	Cos2 = 10703
	Cos3 = 9633
	Cos4 = 8192
	Cos5 = 6436
	Cos6 = 4433
	Cos7 = 2260
)

var constants = map[string]Mem{}

// Bytes returns the constant of these bytes, a multiple of 8.
func Bytes(name string, values ...byte) Mem {
	if m, ok := constants[name]; ok {
		return m
	}
	m := GLOBL(name, RODATA|NOPTR)
	for i := range len(values) / 8 {
		var v uint64
		for j := range 8 {
			v |= uint64(values[8*i+j]) << (8 * j)
		}
		DATA(8*i, U64(v))
	}
	constants[name] = m
	return m
}

// Repeated returns the constant of these 16-bit values over and over, as long as
// the longest vectors of the program.
func Repeated(name string, values ...int16) Mem {
	b := make([]byte, Longest)
	for i := range len(b) / 2 {
		v := values[i%len(values)]
		b[2*i], b[2*i+1] = byte(v), byte(v>>8)
	}
	return Bytes(name, b...)
}

// Longest is the length in bytes of the longest vectors.
var Longest = 32

// Like returns a new vector as long as v.
func Like(v VecVirtual) VecVirtual {
	if v.Size() == 64 {
		return ZMM()
	}
	return YMM()
}

// Repeated32 is Repeated for a 32-bit value.
func Repeated32(name string, value int32) Mem {
	return Repeated(name, int16(value), int16(value>>16))
}

// MultiplyPairs returns x·(a, b): 32-bit sums of 16-bit pairs.
func MultiplyPairs(x VecVirtual, name string, a, b int16) VecVirtual {
	y := Like(x)
	VPMADDWD(Repeated(name, a, b), x, y)
	return y
}

// Sum is a + b in 32 bits.
func Sum(a, b VecVirtual) VecVirtual {
	y := Like(a)
	VPADDD(b, a, y)
	return y
}

// Difference is a - b in 32 bits.
func Difference(a, b VecVirtual) VecVirtual {
	y := Like(a)
	VPSUBD(b, a, y)
	return y
}

// Unpack returns the low and the high half of what interleaving makes of a, b.
func Unpack(a, b VecVirtual, lo, hi func(...Op)) [2]VecVirtual {
	l, h := Like(a), Like(a)
	lo(b, a, l)
	hi(b, a, h)
	return [2]VecVirtual{l, h}
}

// Transpose makes columns of rows of eight 16-bit values in each lane.
func Transpose(r [8]VecVirtual) [8]VecVirtual {
	r = unpackAll(r, VPUNPCKLWD, VPUNPCKHWD, [4][2]int{{0, 1}, {2, 3}, {4, 5}, {6, 7}})
	r = unpackAll(r, VPUNPCKLDQ, VPUNPCKHDQ, [4][2]int{{0, 2}, {1, 3}, {4, 6}, {5, 7}})
	return unpackAll(r, VPUNPCKLQDQ, VPUNPCKHQDQ, [4][2]int{{0, 4}, {1, 5}, {2, 6}, {3, 7}})
}

// unpackAll puts the halves of each pair's interleaving behind each other.
func unpackAll(r [8]VecVirtual, lo, hi func(...Op), pairs [4][2]int) (out [8]VecVirtual) {
	for i, p := range pairs {
		halves := Unpack(r[p[0]], r[p[1]], lo, hi)
		out[2*i], out[2*i+1] = halves[0], halves[1]
	}
	return out
}
