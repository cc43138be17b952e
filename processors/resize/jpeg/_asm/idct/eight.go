package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
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
		columns := transpose(cosines8(rows, "columnRound", columnRound, columnShift))
		storeColumns(a, stride3, cosines8(columns, "rowRound", rowRound, rowShift))
	})
}

// cosines8 is cosines8 of the reference on 16-bit values, shifted and saturated
// to 16 bits again.
func cosines8(c [8]VecVirtual, round string, roundValue int32, shift uint64) (out [8]VecVirtual) {
	var pairs [2][4]VecVirtual // of each half of the lanes
	for i, p := range [4][2]int{{0, 4}, {2, 6}, {1, 3}, {5, 7}} {
		halves := unpack(c[p[0]], c[p[1]], VPUNPCKLWD, VPUNPCKHWD)
		pairs[0][i], pairs[1][i] = halves[0], halves[1]
	}
	var low [8]VecVirtual
	for half, x := range pairs {
		p := multiplyPairs(x[0], "cos4cos4", cos4, cos4)
		q := multiplyPairs(x[0], "cos4ncos4", cos4, -cos4)
		VPADDD(repeated32(round, roundValue), p, p)
		VPADDD(repeated32(round, roundValue), q, q)
		r := multiplyPairs(x[1], "cos2cos6", cos2, cos6)
		s := multiplyPairs(x[1], "cos6ncos2", cos6, -cos2)
		even := [4]VecVirtual{sum(p, r), sum(q, s), difference(q, s), difference(p, r)}
		for i, k := range [4][4]int16{
			{cos1, cos3, cos5, cos7},
			{cos3, -cos7, -cos1, -cos5},
			{cos5, -cos1, cos7, cos3},
			{cos7, -cos5, cos3, -cos1},
		} {
			odd := multiplyPairs(x[2], fmt.Sprintf("odd%da", i), k[0], k[1])
			VPADDD(multiplyPairs(x[3], fmt.Sprintf("odd%db", i), k[2], k[3]), odd, odd)
			first, last := sum(even[i], odd), difference(even[i], odd)
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

// transpose makes columns of rows in each lane.
func transpose(r [8]VecVirtual) [8]VecVirtual {
	r = unpackAll(r, VPUNPCKLWD, VPUNPCKHWD, [4][2]int{{0, 1}, {2, 3}, {4, 5}, {6, 7}}) // 01l 01h 23l 23h …
	r = unpackAll(r, VPUNPCKLDQ, VPUNPCKHDQ, [4][2]int{{0, 2}, {1, 3}, {4, 6}, {5, 7}}) // 0123: columns 01, 23, 45, 67; 4567
	return unpackAll(r, VPUNPCKLQDQ, VPUNPCKHQDQ, [4][2]int{{0, 4}, {1, 5}, {2, 6}, {3, 7}})
}

// unpackAll puts the low and high halves of each pair's interleaving behind
// each other.
func unpackAll(r [8]VecVirtual, lo, hi func(...Op), pairs [4][2]int) (out [8]VecVirtual) {
	for i, p := range pairs {
		halves := unpack(r[p[0]], r[p[1]], lo, hi)
		out[2*i], out[2*i+1] = halves[0], halves[1]
	}
	return out
}

// unpack returns the low and the high half of what interleaving makes of a, b.
func unpack(a, b VecVirtual, lo, hi func(...Op)) [2]VecVirtual {
	l, h := YMM(), YMM()
	lo(b, a, l)
	hi(b, a, h)
	return [2]VecVirtual{l, h}
}

// storeColumns saturates columns to bytes and stores them as rows.
func storeColumns(a arguments, stride3 Register, c [8]VecVirtual) {
	// In each lane, of bytes: columns 0 and 4 behind each other, and so on.
	var b [4]VecVirtual
	for i := range b {
		b[i] = c[i]
		VPACKUSWB(c[i+4], c[i], b[i])
	}
	even, odd := unpack(b[0], b[2], VPUNPCKLBW, VPUNPCKHBW), unpack(b[1], b[3], VPUNPCKLBW, VPUNPCKHBW)
	left := unpack(even[0], odd[0], VPUNPCKLBW, VPUNPCKHBW)  // columns 0-3 of rows 0-3, of rows 4-7
	right := unpack(even[1], odd[1], VPUNPCKLBW, VPUNPCKHBW) // columns 4-7

	row := a.dst
	for i := range 2 {
		for j, r := range unpack(left[i], right[i], VPUNPCKLDQ, VPUNPCKHDQ) {
			VPERMQ(Imm(0xD8), r, r) // a row of both blocks, the next row of both
			if j == 0 {
				VMOVDQU(r.AsX(), Mem{Base: row})
				VEXTRACTI128(Imm(1), r, Mem{Base: row, Index: a.stride, Scale: 1})
			} else {
				VMOVDQU(r.AsX(), Mem{Base: row, Index: a.stride, Scale: 2})
				VEXTRACTI128(Imm(1), r, Mem{Base: row, Index: stride3, Scale: 1})
			}
		}
		if i == 0 {
			row = GP64()
			LEAQ(Mem{Base: a.dst, Index: a.stride, Scale: 4}, row)
		}
	}
}
