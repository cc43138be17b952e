package dct

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// inverse8 emits inverseRef for k = 8. Each 128-bit lane of a vector belongs to
// a block, whose eight 16-bit values are a row, later a column.
func inverse8(isa asm.ISA) {
	lanes := isa.Bytes / 16
	a := begin(isa, 8, lanes)

	factors := AllocLocal(8 * isa.Bytes)
	for y := range 8 {
		q := isa.Vector()
		isa.BroadcastLane(Mem{Base: a.quant, Disp: 16 * y}, q)
		limitFactors(q)
		isa.Store(q, factors.Offset(isa.Bytes*y))
	}
	stride3 := GP64()
	LEAQ(Mem{Base: a.stride, Index: a.stride, Scale: 2}, stride3)
	permute := permuteRows(isa)

	a.loop(lanes, 8, func() {
		var rows [8]VecVirtual
		for y := range rows {
			rows[y] = dequantize(loadLanes(isa, a.coeffs, 16*y), factors.Offset(isa.Bytes*y))
		}
		ADDQ(U32(lanes*128), a.coeffs)
		columns := asm.Transpose(inverseCosines(rows, "columnRound", columnRound, columnShift))
		for i, r := range rowPairs(inverseCosines(columns, "rowRound", rowRound, rowShift)) {
			permute(r)
			first, second := a.rows(stride3, i)
			if isa == asm.AVX2 {
				VMOVDQU(r.AsX(), first)
				VEXTRACTI128(Imm(1), r, second)
			} else {
				VMOVDQU64(r.AsY(), first)
				VEXTRACTI64X4(Imm(1), r, second)
			}
		}
	})
}

// loadLanes loads 16 bytes of each block of 128 bytes into the lanes of a
// vector.
func loadLanes(isa asm.ISA, blocks Register, offset int) VecVirtual {
	c := isa.Vector()
	if isa == asm.AVX2 {
		// Unlike a load of 16 bytes, this sets all of c: the register is free
		// between two uses, so that the 16 of AVX2 are enough.
		VBROADCASTI128(Mem{Base: blocks, Disp: offset}, c)
		VINSERTI128(Imm(1), Mem{Base: blocks, Disp: 128 + offset}, c, c)
		return c
	}
	VMOVDQU64(Mem{Base: blocks, Disp: offset}, c.AsX())
	for lane := 1; lane < 4; lane++ {
		VINSERTI32X4(Imm(uint64(lane)), Mem{Base: blocks, Disp: 128*lane + offset}, c, c)
	}
	return c
}

// permuteRows returns what emits the permutation from two rows of each block to
// the first row of all blocks, then the second row of all.
func permuteRows(isa asm.ISA) func(rows VecVirtual) {
	if isa == asm.AVX2 {
		return func(rows VecVirtual) { VPERMQ(Imm(0xD8), rows, rows) }
	}
	order := ZMM()
	VMOVDQU64(asm.Quads("order", 0, 2, 4, 6, 1, 3, 5, 7), order)
	return func(rows VecVirtual) { VPERMQ(rows, order, rows) }
}

// inverseCosines is cosines8 of the reference for 16-bit values. Its results
// are shifted and saturated to 16 bits again.
func inverseCosines(c [8]VecVirtual, round string, roundValue int32, shift uint64) (out [8]VecVirtual) {
	var pairs [2][4]VecVirtual // of each half of the lanes
	for i, p := range [4][2]int{{0, 4}, {2, 6}, {1, 3}, {5, 7}} {
		halves := asm.Words16.Of(c[p[0]], c[p[1]])
		pairs[0][i], pairs[1][i] = halves[0], halves[1]
	}
	var low [8]VecVirtual
	for half, x := range pairs {
		even := cosines4(x[0], x[1], round, roundValue)
		for i, k := range [4][4]int16{
			{cos1, cos3, cos5, cos7},
			{cos3, -cos7, -cos1, -cos5},
			{cos5, -cos1, cos7, cos3},
			{cos7, -cos5, cos3, -cos1},
		} {
			odd := asm.MultiplyPairs(x[2], fmt.Sprintf("odd%da", i), k[0], k[1])
			VPADDD(asm.MultiplyPairs(x[3], fmt.Sprintf("odd%db", i), k[2], k[3]), odd, odd)
			first, last := asm.Sum(even[i], odd), asm.Difference(even[i], odd)
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
	// In each lane, of bytes: column 0 then column 4, and so on.
	var b [4]VecVirtual
	for i := range b {
		b[i] = c[i]
		VPACKUSWB(c[i+4], c[i], b[i])
	}
	even, odd := asm.Bytes8.Of(b[0], b[2]), asm.Bytes8.Of(b[1], b[3])
	left := asm.Bytes8.Of(even[0], odd[0])  // columns 0-3 of rows 0-3, of rows 4-7
	right := asm.Bytes8.Of(even[1], odd[1]) // columns 4-7
	for i := range 2 {
		rows := asm.Words32.Of(left[i], right[i])
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
