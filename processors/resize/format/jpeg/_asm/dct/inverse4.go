package dct

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// inverse4 emits inverseRef for k = 4, four blocks a, b, c, d at a time.
func inverse4() {
	a := begin(asm.AVX2, 4, 4)

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
			blocks[i] = dequantize(c, factors)
		}
		ADDQ(U32(4*32), a.coeffs)
		ab := asm.Words64.Of(blocks[0], blocks[1]) // rows 0 | 2, rows 1 | 3
		cd := asm.Words64.Of(blocks[2], blocks[3])
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
	even := asm.Words16.Of(c[0], c[2])
	odd := asm.Words16.Of(c[1], c[3])
	for half := range 2 {
		for i, v := range cosines4(even[half], odd[half], "columnRound", columnRound) {
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
		even[i] = asm.Repeated("even"+name, word(0), word(2))
		odd[i] = asm.Repeated("odd"+name, word(1), word(3))
	}
	return even, odd
}

// row4 is cosines4 of the reference on a row of four blocks: r has 4 values of
// a and of b | of c and of d, and so has the result, not yet saturated to
// bytes.
func row4(r VecVirtual, even, odd [2]Mem) VecVirtual {
	var halves [2]VecVirtual
	for i := range halves {
		e, o := YMM(), YMM()
		VPSHUFB(even[i], r, e)
		VPSHUFB(odd[i], r, o)
		VPMADDWD(asm.Repeated("even4", cos4, cos4, cos4, -cos4, cos4, -cos4, cos4, cos4), e, e)
		VPMADDWD(asm.Repeated("odd4", cos2, cos6, cos6, -cos2, -cos6, cos2, -cos2, -cos6), o, o)
		VPADDD(asm.Repeated32("rowRound", rowRound), e, e)
		VPADDD(o, e, e)
		VPSRAD(Imm(rowShift), e, e)
		halves[i] = e
	}
	VPACKSSDW(halves[1], halves[0], halves[0])
	return halves[0]
}
