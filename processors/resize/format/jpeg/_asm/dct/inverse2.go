package dct

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// inverse2 emits inverseRef for k = 2, eight blocks at a time. A block is four
// 16-bit values.
func inverse2() {
	a := begin(asm.AVX2, 2, 8)

	factors := YMM()
	VPBROADCASTQ(Mem{Base: a.quant}, factors)
	limitFactors(factors)

	a.loop(8, 2, func() {
		var sums, differences [2]VecVirtual // 32 bits: upper and lower row of each block
		for i := range 2 {
			// Blocks 0, 1 | 4, 5, then 2, 3 | 6, 7.
			c := YMM()
			VMOVDQU(Mem{Base: a.coeffs, Disp: 16 * i}, c.AsX())
			VINSERTI128(Imm(1), Mem{Base: a.coeffs, Disp: 32 + 16*i}, c, c)
			c = dequantize(c, factors)
			sums[i] = asm.MultiplyPairs(c, "plus", 1, 1)
			differences[i] = asm.MultiplyPairs(c, "minus", 1, -1)
		}
		ADDQ(U32(8*8), a.coeffs)
		// Sums are below 4·32768 + 1028, so they fit into 16 bits after the
		// shift by 3.
		left, right := rows2(sums), rows2(differences)
		var rows [2]VecVirtual
		for i := range rows {
			VPSRLD(Imm(3), left[i], left[i])
			VPSLLD(Imm(16-3), right[i], right[i])
			rows[i] = YMM()
			VPBLENDW(Imm(0xAA), right[i], left[i], rows[i])
		}
		r := YMM()
		VPACKUSWB(rows[1], rows[0], r)
		VPERMQ(Imm(0xD8), r, r)
		VMOVDQU(r.AsX(), Mem{Base: a.dst})
		VEXTRACTI128(Imm(1), r, Mem{Base: a.dst, Index: a.stride, Scale: 1})
	})
}

// rows2 returns the upper and the lower row of one column of eight blocks in
// order, times 8, with the rounding and the level shift.
func rows2(c [2]VecVirtual) [2]VecVirtual {
	a, b := YMM(), YMM()
	VSHUFPS(Imm(0x88), c[1], c[0], a) // even values of both
	VSHUFPS(Imm(0xDD), c[1], c[0], b) // odd values
	VPADDD(asm.Repeated32("smallRound", smallRound), a, a)
	return [2]VecVirtual{asm.Sum(a, b), asm.Difference(a, b)}
}

// inverse1 emits inverseRef for k = 1, sixteen blocks at a time.
func inverse1() {
	a := begin(asm.AVX2, 1, 16)

	factors := YMM()
	VPBROADCASTW(Mem{Base: a.quant}, factors)
	limitFactors(factors)

	a.loop(16, 1, func() {
		c, lo, hi := YMM(), YMM(), YMM()
		VMOVDQU(Mem{Base: a.coeffs}, c)
		ADDQ(U32(16*2), a.coeffs)
		VPMULLW(factors, c, lo)
		VPMULHW(factors, c, hi)
		halves := asm.Words16.Of(lo, hi)
		for _, h := range halves {
			// Here the saturation to bytes includes the one to 16 bits.
			VPADDD(asm.Repeated32("smallRound", smallRound), h, h)
			VPSRAD(Imm(3), h, h)
		}
		VPACKSSDW(halves[1], halves[0], halves[0])
		VPACKUSWB(halves[0], halves[0], halves[0])
		VPERMQ(Imm(0xD8), halves[0], halves[0])
		VMOVDQU(halves[0].AsX(), Mem{Base: a.dst})
	})
}
