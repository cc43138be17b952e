package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// premultiply emits premultiplyRef, four pixels at a time.
func premultiply() {
	const name = "premultiplyAVX2"
	asm.Declare(name, "func(dst *int16, src *uint8, groups, drop int)",
		name+" is premultiplyRef for 4·groups pixels, groups at least 1. drop is maxAlpha less the",
		"number of fractional bits. It needs AVX2 and BMI2.")
	dst, src := asm.Arg("dst"), asm.Arg("src")
	groups, drop := asm.Arg("groups"), asm.Arg("drop")
	half, shift, factor := YMM(), XMM(), YMM()
	VMOVQ(drop, shift)
	t := GP64()
	MOVQ(U32(1), t)
	SHLXQ(drop, t, t)
	SHRQ(Imm(1), t)
	broadcastWord(t, half)
	MOVQ(U32(alphaFactor), t)
	broadcastWord(t, factor)
	alphas := asm.Table("alphas", 16, func(i int) byte { return byte(6 + i%2 + i/8*8) })
	full := YMM()
	order := YMM()
	VBROADCASTI128(alphas, order)
	VPCMPEQW(full, full, full) // 255 in the words of alpha
	VPSRLW(Imm(8), full, full)
	VPSLLQ(Imm(48), full, full)

	Label("premultiply")
	p, a := YMM(), YMM()
	VPMOVZXBW(Mem{Base: src}, p)
	VPSHUFB(order, p, a)
	VPOR(full, p, p)
	VPMULLW(a, p, p)
	VPMULHUW(factor, p, p)
	VPADDW(half, p, p)
	VPSRLW(shift, p, p)
	VMOVDQU(p, Mem{Base: dst})
	ADDQ(Imm(16), src)
	ADDQ(Imm(32), dst)
	DECQ(groups)
	JNZ(LabelRef("premultiply"))
	VZEROUPPER()
	RET()
}

// broadcastWord sets each word of v to the low word of r.
func broadcastWord(r GPVirtual, v VecVirtual) {
	VMOVQ(r, v.AsX())
	VPBROADCASTW(v.AsX(), v)
}

// alphaFactor is 2^16·2^7/255 rounded up, see premultiplyRef.
const alphaFactor = 32897

// unpremultiply emits unpremultiplyRef, four pixels at a time. It divides
// float32s. Both operands are integers below 2^24, so they are exact. A
// quotient below an integer of at most 256 is less by at least 1/65534, which
// rounding to 24 bits preserves. So truncation gives the integer quotient.
func unpremultiply() {
	const name = "unpremultiplyAVX2"
	asm.Declare(name, "func(dst *uint8, src *int16, groups int)",
		name+" is unpremultiplyRef for 4·groups pixels, groups at least 1. It needs AVX2.")
	dst, src, groups := asm.Arg("dst"), asm.Arg("src"), asm.Arg("groups")
	constant := func(v uint32) VecVirtual {
		t, c := GP32(), YMM()
		MOVL(U32(v), t)
		VMOVD(t, c.AsX())
		VPBROADCASTD(c.AsX(), c)
		return c
	}
	const half = 1 << (alphaOut - 1)
	factor, visible, rounding := constant(2*255), constant(half-1), constant(half)
	zero := YMM()
	VPXOR(zero, zero, zero)

	Label("unpremultiply")
	var pairs [2]VecVirtual
	for i := range pairs {
		p, a, n := YMM(), YMM(), YMM()
		VPMOVSXWD(Mem{Base: src, Disp: 16 * i}, p)
		VPSHUFD(Imm(0xff), p, a)
		VPMAXSD(zero, p, n)
		VPMADDWD(factor, n, n) // the upper words are 0
		VPADDD(a, n, n)
		d := YMM()
		VPADDD(a, a, d)
		VCVTDQ2PS(n, n)
		VCVTDQ2PS(d, d)
		VDIVPS(d, n, n)
		VCVTTPS2DQ(n, n)
		VPADDD(rounding, a, d)
		VPSRAD(Imm(alphaOut), d, d)
		VPBLENDD(Imm(0x88), d, n, n)
		VPCMPGTD(visible, a, a)
		VPAND(a, n, n)
		pairs[i] = n
	}
	VPACKSSDW(pairs[1], pairs[0], pairs[0]) // pixels 0, 2, 1, 3
	VPERMQ(Imm(0xd8), pairs[0], pairs[0])
	last := XMM()
	VEXTRACTI128(Imm(1), pairs[0], last)
	VPACKUSWB(last, pairs[0].AsX(), last)
	VMOVDQU(last, Mem{Base: dst})
	ADDQ(Imm(32), src)
	ADDQ(Imm(16), dst)
	DECQ(groups)
	JNZ(LabelRef("unpremultiply"))
	VZEROUPPER()
	RET()
}

// alphaOut is the constant of package resample.
const alphaOut = 5
