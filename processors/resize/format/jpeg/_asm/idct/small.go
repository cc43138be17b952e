package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	. "fanout/processors/resize/format/jpeg/_asm/vec"
)

// inverse4 makes four blocks a, b, c, d at a time.
func inverse4() {
	a := begin("inverse4AVX2", "inverse4AVX2 makes blocks of 4×4, whose number is a multiple of 4.")

	factors := YMM()
	VMOVDQU(Mem{Base: a.quant}, factors)
	limitFactors(factors)
	stride3 := GP64()
	LEAQ(Mem{Base: a.stride, Index: a.stride, Scale: 2}, stride3)
	even, odd := evenOddSpread()

	a.loop(4, 4, func() {
		var blocks [4]VecVirtual // rows 0, 1 | 2, 3
		for i := range blocks {
			c := YMM()
			VMOVDQU(Mem{Base: a.coeffs, Disp: 32 * i}, c)
			blocks[i] = dequantise(c, factors)
		}
		ADDQ(U32(4*32), a.coeffs)
		ab := Unpack(blocks[0], blocks[1], VPUNPCKLQDQ, VPUNPCKHQDQ) // rows 0 | 2, rows 1 | 3
		cd := Unpack(blocks[2], blocks[3], VPUNPCKLQDQ, VPUNPCKHQDQ)
		var rows [4]VecVirtual // of a, b | c, d
		for i := range rows {
			rows[i] = YMM()
			VPERM2I128(Imm([]uint64{0x20, 0x31}[i/2]), cd[i%2], ab[i%2], rows[i])
		}
		rows = columns4(rows)
		var packed [4]VecVirtual
		for i, r := range rows {
			packed[i] = row4(r, even, odd)
		}
		for i := 0; i < 4; i += 2 {
			r := YMM()
			VPACKUSWB(packed[i+1], packed[i], r)
			VPERMQ(Imm(0xD8), r, r) // a row of all blocks, the next row of all
			if i == 0 {
				VMOVDQU(r.AsX(), Mem{Base: a.dst})
				VEXTRACTI128(Imm(1), r, Mem{Base: a.dst, Index: a.stride, Scale: 1})
			} else {
				VMOVDQU(r.AsX(), Mem{Base: a.dst, Index: a.stride, Scale: 2})
				VEXTRACTI128(Imm(1), r, Mem{Base: a.dst, Index: stride3, Scale: 1})
			}
		}
	})
}

// columns4 is cosines4 of the reference on the columns of 16-bit values.
func columns4(c [4]VecVirtual) (out [4]VecVirtual) {
	even := Unpack(c[0], c[2], VPUNPCKLWD, VPUNPCKHWD)
	odd := Unpack(c[1], c[3], VPUNPCKLWD, VPUNPCKHWD)
	for half := range 2 {
		p := MultiplyPairs(even[half], "cos4cos4", Cos4, Cos4)
		q := MultiplyPairs(even[half], "cos4ncos4", Cos4, -Cos4)
		VPADDD(Repeated32("columnRound", columnRound), p, p)
		VPADDD(Repeated32("columnRound", columnRound), q, q)
		r := MultiplyPairs(odd[half], "cos2cos6", Cos2, Cos6)
		s := MultiplyPairs(odd[half], "cos6ncos2", Cos6, -Cos2)
		for i, v := range [4]VecVirtual{Sum(p, r), Sum(q, s), Difference(q, s), Difference(p, r)} {
			VPSRAD(Imm(columnShift), v, v)
			if half == 0 {
				out[i] = v
			} else {
				VPACKSSDW(v, out[i], out[i])
			}
		}
	}
	return out
}

// evenOddSpread returns byte shuffles that fill a lane with one block's even
// and odd coefficients of a row, for the first and the second block in it.
func evenOddSpread() (even, odd [2]Mem) {
	for i := range 2 {
		name := []string{"First", "Second"}[i]
		c := int16(8 * i) // byte offset of the row's coefficients
		word := func(k int16) int16 { at := c + 2*k; return at | (at+1)<<8 }
		even[i] = Repeated("even"+name, word(0), word(2))
		odd[i] = Repeated("odd"+name, word(1), word(3))
	}
	return even, odd
}

// row4 is cosines4 of the reference on a row of four blocks: r has 4 values of
// a and of b | of c and of d, and so has the result, not yet saturated to bytes.
func row4(r VecVirtual, even, odd [2]Mem) VecVirtual {
	var halves [2]VecVirtual
	for i := range halves {
		e, o := YMM(), YMM()
		VPSHUFB(even[i], r, e)
		VPSHUFB(odd[i], r, o)
		VPMADDWD(Repeated("even4", Cos4, Cos4, Cos4, -Cos4, Cos4, -Cos4, Cos4, Cos4), e, e)
		VPMADDWD(Repeated("odd4", Cos2, Cos6, Cos6, -Cos2, -Cos6, Cos2, -Cos2, -Cos6), o, o)
		VPADDD(Repeated32("rowRound", rowRound), e, e)
		VPADDD(o, e, e)
		VPSRAD(Imm(rowShift), e, e)
		halves[i] = e
	}
	VPACKSSDW(halves[1], halves[0], halves[0])
	return halves[0]
}

// inverse2 makes eight blocks at a time. A block is four 16-bit values.
func inverse2() {
	a := begin("inverse2AVX2", "inverse2AVX2 makes blocks of 2×2, whose number is a multiple of 8.")

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
			c = dequantise(c, factors)
			sums[i] = MultiplyPairs(c, "plus", 1, 1)
			differences[i] = MultiplyPairs(c, "minus", 1, -1)
		}
		ADDQ(U32(8*8), a.coeffs)
		// Sums are below 4·32768 + 1028, so that after the shift by 3 they fit
		// into 16 bits.
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
	VPADDD(Repeated32("smallRound", smallRound), a, a)
	return [2]VecVirtual{Sum(a, b), Difference(a, b)}
}

// inverse1 makes sixteen blocks at a time.
func inverse1() {
	a := begin("inverse1AVX2", "inverse1AVX2 makes blocks of 1×1, whose number is a multiple of 16.")

	factors := YMM()
	VPBROADCASTW(Mem{Base: a.quant}, factors)
	limitFactors(factors)

	a.loop(16, 1, func() {
		c, lo, hi := YMM(), YMM(), YMM()
		VMOVDQU(Mem{Base: a.coeffs}, c)
		ADDQ(U32(16*2), a.coeffs)
		VPMULLW(factors, c, lo)
		VPMULHW(factors, c, hi)
		halves := Unpack(lo, hi, VPUNPCKLWD, VPUNPCKHWD)
		for _, h := range halves {
			// Here the saturation to bytes includes the one to 16 bits.
			VPADDD(Repeated32("smallRound", smallRound), h, h)
			VPSRAD(Imm(3), h, h)
		}
		VPACKSSDW(halves[1], halves[0], halves[0])
		VPACKUSWB(halves[0], halves[0], halves[0])
		VPERMQ(Imm(0xD8), halves[0], halves[0])
		VMOVDQU(halves[0].AsX(), Mem{Base: a.dst})
	})
}
