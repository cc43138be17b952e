// Command fdct writes the AVX2 forward DCT with quantisation, whose definition
// is in fdct_ref.go.
package main

import (
	"bytes"
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	. "fanout/processors/resize/format/jpeg/_asm/vec"
)

// As in fdct_ref.go.
const (
	columnShift = 9
	columnRound = 1 << (columnShift - 1)
	rowShift    = 16
	rowRound    = 1 << (rowShift - 1)
)

// A block is a 128-bit lane of each vector, whose eight 16-bit values are a row
// of the block, then a column, then eight coefficients in zigzag order.
func main() {
	ConstraintExpr("!purego")
	Longest = 64
	forward("forwardAVX2", "forwardAVX2 makes an even number of blocks.", YMM)
	forward("forwardAVX512", "forwardAVX512 makes blocks whose number is a multiple of 4.", ZMM)
	Generate()
}

func forward(name, doc string, vector func() VecVirtual) {
	TEXT(name, NOSPLIT, "func(coeffs *int16, nonzero *uint64, src *byte, stride, blocks int, bias, reciprocal, scale *uint16)")
	Doc(doc)
	coeffs := Load(Param("coeffs"), GP64())
	nonzero := Load(Param("nonzero"), GP64())
	src := Load(Param("src"), GP64())
	stride := Load(Param("stride"), GP64())
	blocks := Load(Param("blocks"), GP64())
	bias := Load(Param("bias"), GP64())
	reciprocal := Load(Param("reciprocal"), GP64())
	scale := Load(Param("scale"), GP64())
	stride3, below := GP64(), GP64()
	LEAQ(Mem{Base: stride, Index: stride, Scale: 2}, stride3)

	Label("loop")
	LEAQ(Mem{Base: src, Index: stride, Scale: 4}, below)
	var v [8]VecVirtual
	for y := range v {
		row := Mem{Base: []Register{src, below}[y/4]}
		switch y % 4 {
		case 1:
			row.Index, row.Scale = stride, 1
		case 2:
			row.Index, row.Scale = stride, 2
		case 3:
			row.Index, row.Scale = stride3, 1
		}
		v[y] = vector()
		VPMOVZXBW(row, v[y])
		VPSUBW(Repeated("level", 128), v[y], v[y])
	}
	lanes := int(v[0].Size()) / 16
	ADDQ(U32(8*lanes), src)
	v = Transpose(cosines(v, "columnRound", columnRound, columnShift))
	v = cosines(v, "rowRound", rowRound, rowShift)
	for u := range v {
		quantise(v[u], 16*u, bias, reciprocal, scale)
	}
	v = zigzag(v)
	for i := range v {
		for lane := range lanes {
			to := Mem{Base: coeffs, Disp: 128*lane + 16*i}
			switch {
			case lanes > 2:
				VEXTRACTI32X4(Imm(uint64(lane)), v[i], to)
			case lane == 0:
				VMOVDQU(v[i].AsX(), to)
			default:
				VEXTRACTI128(Imm(1), v[i], to)
			}
		}
	}
	ADDQ(U32(128*lanes), coeffs)
	if lanes == 2 {
		storeBitmaps2(v, nonzero)
	} else {
		storeBitmaps4(v, nonzero)
	}
	ADDQ(Imm(uint64(8*lanes)), nonzero)
	SUBQ(Imm(uint64(lanes)), blocks)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// cosines is forwardCosines of the reference on 16-bit values.
func cosines(x [8]VecVirtual, round string, roundValue int32, shift uint64) (out [8]VecVirtual) {
	var s, d [4]VecVirtual
	for i := range 4 {
		s[i], d[i] = Like(x[i]), Like(x[i])
		VPADDW(x[7-i], x[i], s[i])
		VPSUBW(x[7-i], x[i], d[i])
	}
	s03, s12 := Unpack(s[0], s[3], VPUNPCKLWD, VPUNPCKHWD), Unpack(s[1], s[2], VPUNPCKLWD, VPUNPCKHWD)
	d01, d23 := Unpack(d[0], d[1], VPUNPCKLWD, VPUNPCKHWD), Unpack(d[2], d[3], VPUNPCKLWD, VPUNPCKHWD)
	for half := range 2 {
		for u, k := range [8][4]int16{
			{Cos4, Cos4, Cos4, Cos4},
			{Cos1, Cos3, Cos5, Cos7},
			{Cos2, -Cos2, Cos6, -Cos6},
			{Cos3, -Cos7, -Cos1, -Cos5},
			{Cos4, Cos4, -Cos4, -Cos4},
			{Cos5, -Cos1, Cos7, Cos3},
			{Cos6, -Cos6, -Cos2, Cos2},
			{Cos7, -Cos5, Cos3, -Cos1},
		} {
			first, second := s03[half], s12[half]
			if u%2 == 1 {
				first, second = d01[half], d23[half]
			}
			f := MultiplyPairs(first, fmt.Sprintf("cosines%da", u), k[0], k[1])
			VPADDD(MultiplyPairs(second, fmt.Sprintf("cosines%db", u), k[2], k[3]), f, f)
			VPADDD(Repeated32(round, roundValue), f, f)
			VPSRAD(Imm(shift), f, f)
			if half == 0 {
				out[u] = f
			} else {
				VPACKSSDW(f, out[u], out[u])
			}
		}
	}
	return out
}

// quantise divides the column of all blocks that the tables have at offset.
func quantise(v VecVirtual, offset int, bias, reciprocal, scale Register) {
	n, factor := Like(v), Like(v)
	load := func(table Register) {
		if v.Size() == 64 {
			VBROADCASTI32X4(Mem{Base: table, Disp: offset}, factor)
		} else {
			VBROADCASTI128(Mem{Base: table, Disp: offset}, factor)
		}
	}
	VPABSW(v, n)
	load(bias)
	VPADDW(factor, n, n)
	load(reciprocal)
	VPMULHUW(factor, n, n)
	load(scale)
	VPMULHUW(factor, n, n)
	if v.Size() == 64 {
		negative, zero := K(), ZMM()
		VPMOVW2M(v, negative)
		VPXORD(zero, zero, zero)
		VMOVDQU16(n, v)
		VPSUBW(n, zero, negative, v)
	} else {
		VPSIGNW(v, n, v)
	}
}

// zigzag brings columns of coefficients into zigzag order: every eight of them
// are put together from the columns that they lie in.
func zigzag(columns [8]VecVirtual) (out [8]VecVirtual) {
	order := zigzagOrder()
	for i := range out {
		out[i] = Like(columns[0])
		first := true
		for u, column := range columns {
			var shuffle [16]byte
			used := false
			for j := range 8 {
				x, y := order[8*i+j][0], order[8*i+j][1]
				for b := range 2 {
					shuffle[2*j+b] = 0x80 // nothing
					if x == u {
						shuffle[2*j+b] = byte(2*y + b)
						used = true
					}
				}
			}
			if !used {
				continue
			}
			mask := Bytes(fmt.Sprintf("zigzag%dfrom%d", i, u), bytes.Repeat(shuffle[:], Longest/16)...)
			if first {
				VPSHUFB(mask, column, out[i])
				first = false
				continue
			}
			part := Like(column)
			VPSHUFB(mask, column, part)
			if column.Size() == 64 {
				VPORD(part, out[i], out[i])
			} else {
				VPOR(part, out[i], out[i])
			}
		}
	}
	return out
}

// zigzagOrder has the column and the row of each coefficient (T.81, figure A.6):
// along the diagonals, up and down in turn.
func zigzagOrder() (order [64][2]int) {
	k := 0
	for sum := range 15 {
		for i := range sum + 1 {
			x, y := i, sum-i // upwards
			if sum%2 == 1 {
				x, y = y, x
			}
			if x < 8 && y < 8 {
				order[k] = [2]int{x, y}
				k++
			}
		}
	}
	return order
}

// storeBitmaps2 stores the bitmaps of the coefficients of two blocks that are
// not 0.
func storeBitmaps2(v [8]VecVirtual, nonzero Register) {
	zero := YMM()
	VPXOR(zero, zero, zero)
	var bits [2][2]GPVirtual // of each block, of each half
	for half := range 2 {
		a, b := YMM(), YMM() // saturated to bytes: 16 of the first block | of the second
		VPACKSSWB(v[4*half+1], v[4*half], a)
		VPACKSSWB(v[4*half+3], v[4*half+2], b)
		for block, lanes := range []uint64{0x20, 0x31} {
			z, m := YMM(), GP32()
			VPERM2I128(Imm(lanes), b, a, z)
			VPCMPEQB(zero, z, z)
			VPMOVMSKB(z, m)
			bits[block][half] = m
		}
	}
	for block, halves := range bits {
		low, high := halves[0].As64(), halves[1].As64()
		SHLQ(Imm(32), high)
		ORQ(low, high)
		NOTQ(high)
		MOVQ(high, Mem{Base: nonzero, Disp: 8 * block})
	}
}

// storeBitmaps4 is storeBitmaps2 for four blocks: in quarters, of which each
// vector of bytes has those of all blocks.
func storeBitmaps4(v [8]VecVirtual, nonzero Register) {
	for quarter := range 4 {
		a, k, bits := ZMM(), K(), GP64()
		VPACKSSWB(v[2*quarter+1], v[2*quarter], a)
		VPTESTMB(a, a, k)
		KMOVQ(k, bits)
		for block := range 4 {
			MOVW(bits.As16(), Mem{Base: nonzero, Disp: 8*block + 2*quarter})
			if block < 3 {
				SHRQ(Imm(16), bits)
			}
		}
	}
}
