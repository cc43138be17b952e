package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	. "fanout/processors/resize/format/jpeg/_asm/vec"
)

// inverse8 makes two blocks at a time, one in each 128-bit lane, whose eight
// 16-bit values are a row of the block, later a column.
func inverse8() {
	a := begin("inverse8AVX2", "inverse8AVX2 makes an even number of blocks of 8×8.")

	factors := AllocLocal(8 * 32)
	for y := range 8 {
		q := YMM()
		VBROADCASTI128(Mem{Base: a.quant, Disp: 16 * y}, q)
		limitFactors(q)
		VMOVDQU(q, factors.Offset(32*y))
	}
	stride3 := GP64()
	LEAQ(Mem{Base: a.stride, Index: a.stride, Scale: 2}, stride3)

	a.loop(2, 8, func() {
		var rows [8]VecVirtual
		for y := range rows {
			c := YMM()
			VMOVDQU(Mem{Base: a.coeffs, Disp: 16 * y}, c.AsX())
			VINSERTI128(Imm(1), Mem{Base: a.coeffs, Disp: 128 + 16*y}, c, c)
			rows[y] = dequantise(c, factors.Offset(32*y))
		}
		ADDQ(U32(2*128), a.coeffs)
		columns := Transpose(cosines8(rows, "columnRound", columnRound, columnShift))
		for i, r := range rowPairs(cosines8(columns, "rowRound", rowRound, rowShift)) {
			VPERMQ(Imm(0xD8), r, r) // a row of both blocks, the next row of both
			first, second := a.rows(stride3, i)
			VMOVDQU(r.AsX(), first)
			VEXTRACTI128(Imm(1), r, second)
		}
	})
}

// inverse8Wide is inverse8 with vectors of four lanes.
func inverse8Wide() {
	a := begin("inverse8AVX512", "inverse8AVX512 makes blocks of 8×8, whose number is a multiple of 4.")

	factors := AllocLocal(8 * 64)
	for y := range 8 {
		q := ZMM()
		VBROADCASTI32X4(Mem{Base: a.quant, Disp: 16 * y}, q)
		limitFactors(q)
		VMOVDQU64(q, factors.Offset(64*y))
	}
	stride3 := GP64()
	LEAQ(Mem{Base: a.stride, Index: a.stride, Scale: 2}, stride3)
	order := ZMM() // two rows of each block to the same row of all blocks, twice
	VMOVDQU64(qwords("order", 0, 2, 4, 6, 1, 3, 5, 7), order)

	a.loop(4, 8, func() {
		var rows [8]VecVirtual
		for y := range rows {
			c := ZMM()
			VMOVDQU64(Mem{Base: a.coeffs, Disp: 16 * y}, c.AsX())
			for lane := 1; lane < 4; lane++ {
				VINSERTI32X4(Imm(uint64(lane)), Mem{Base: a.coeffs, Disp: 128*lane + 16*y}, c, c)
			}
			rows[y] = dequantise(c, factors.Offset(64*y))
		}
		ADDQ(U32(4*128), a.coeffs)
		columns := Transpose(cosines8(rows, "columnRound", columnRound, columnShift))
		for i, r := range rowPairs(cosines8(columns, "rowRound", rowRound, rowShift)) {
			VPERMQ(r, order, r)
			first, second := a.rows(stride3, i)
			VMOVDQU64(r.AsY(), first)
			VEXTRACTI64X4(Imm(1), r, second)
		}
	})
}

// cosines8 is cosines8 of the reference on 16-bit values, shifted and saturated
// to 16 bits again.
func cosines8(c [8]VecVirtual, round string, roundValue int32, shift uint64) (out [8]VecVirtual) {
	var pairs [2][4]VecVirtual // of each half of the lanes
	for i, p := range [4][2]int{{0, 4}, {2, 6}, {1, 3}, {5, 7}} {
		halves := Unpack(c[p[0]], c[p[1]], VPUNPCKLWD, VPUNPCKHWD)
		pairs[0][i], pairs[1][i] = halves[0], halves[1]
	}
	var low [8]VecVirtual
	for half, x := range pairs {
		p := MultiplyPairs(x[0], "cos4cos4", Cos4, Cos4)
		q := MultiplyPairs(x[0], "cos4ncos4", Cos4, -Cos4)
		VPADDD(Repeated32(round, roundValue), p, p)
		VPADDD(Repeated32(round, roundValue), q, q)
		r := MultiplyPairs(x[1], "cos2cos6", Cos2, Cos6)
		s := MultiplyPairs(x[1], "cos6ncos2", Cos6, -Cos2)
		even := [4]VecVirtual{Sum(p, r), Sum(q, s), Difference(q, s), Difference(p, r)}
		for i, k := range [4][4]int16{
			{Cos1, Cos3, Cos5, Cos7},
			{Cos3, -Cos7, -Cos1, -Cos5},
			{Cos5, -Cos1, Cos7, Cos3},
			{Cos7, -Cos5, Cos3, -Cos1},
		} {
			odd := MultiplyPairs(x[2], fmt.Sprintf("odd%da", i), k[0], k[1])
			VPADDD(MultiplyPairs(x[3], fmt.Sprintf("odd%db", i), k[2], k[3]), odd, odd)
			first, last := Sum(even[i], odd), Difference(even[i], odd)
			VPSRAD(Imm(shift), first, first)
			VPSRAD(Imm(shift), last, last)
			if half == 0 {
				low[i], low[7-i] = first, last
				continue
			}
			VPACKSSDW(first, low[i], low[i])
			VPACKSSDW(last, low[7-i], low[7-i])
		}
	}
	return low
}

// rowPairs saturates columns to bytes, and returns rows 0 and 1 of each lane's
// block, then 2 and 3, and so on.
func rowPairs(c [8]VecVirtual) (out [4]VecVirtual) {
	// In each lane, of bytes: columns 0 and 4 behind each other, and so on.
	var b [4]VecVirtual
	for i := range b {
		b[i] = c[i]
		VPACKUSWB(c[i+4], c[i], b[i])
	}
	even, odd := Unpack(b[0], b[2], VPUNPCKLBW, VPUNPCKHBW), Unpack(b[1], b[3], VPUNPCKLBW, VPUNPCKHBW)
	left := Unpack(even[0], odd[0], VPUNPCKLBW, VPUNPCKHBW)  // columns 0-3 of rows 0-3, of rows 4-7
	right := Unpack(even[1], odd[1], VPUNPCKLBW, VPUNPCKHBW) // columns 4-7
	for i := range 2 {
		rows := Unpack(left[i], right[i], VPUNPCKLDQ, VPUNPCKHDQ)
		out[2*i], out[2*i+1] = rows[0], rows[1]
	}
	return out
}

// rows returns where rows 2i and 2i+1 of the picture are.
func (a arguments) rows(stride3 Register, i int) (first, second Mem) {
	base := a.dst
	if i >= 2 {
		base = GP64()
		LEAQ(Mem{Base: a.dst, Index: a.stride, Scale: 4}, base)
	}
	if i%2 == 0 {
		return Mem{Base: base}, Mem{Base: base, Index: a.stride, Scale: 1}
	}
	return Mem{Base: base, Index: a.stride, Scale: 2}, Mem{Base: base, Index: stride3, Scale: 1}
}

// qwords returns the constant of these 64-bit values.
func qwords(name string, values ...byte) Mem {
	b := make([]byte, 8*len(values))
	for i, v := range values {
		b[8*i] = v
	}
	return Bytes(name, b...)
}
