package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// premultiply takes four pixels at a time.
func premultiply() {
	const name = "premultiplyAVX2"
	TEXT(name, NOSPLIT, "func(dst *int16, src *uint8, groups, drop int)")
	Pragma("noescape")
	Doc(
		name+" is premultiplyRef for 4·groups pixels, groups at least 1, where drop is what is",
		"missing of maxAlpha bits. It needs AVX2 and BMI2.",
	)
	dst, src := Load(Param("dst"), GP64()), Load(Param("src"), GP64())
	groups, drop := Load(Param("groups"), GP64()), Load(Param("drop"), GP64())
	half, shift, factor := YMM(), XMM(), YMM()
	VMOVQ(drop, shift)
	t := GP64()
	MOVQ(U32(1), t)
	SHLXQ(drop, t, t)
	SHRQ(Imm(1), t)
	VMOVQ(t, half.AsX())
	VPBROADCASTW(half.AsX(), half)
	MOVQ(U32(alphaFactor), t)
	VMOVQ(t, factor.AsX())
	VPBROADCASTW(factor.AsX(), factor)
	alphas, full := GLOBL("alphas", RODATA|NOPTR), YMM()
	for i := range 16 {
		DATA(i, U8(uint8(6+i%2+i/8*8)))
	}
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

// alphaFactor is 2^16·2^7/255 rounded up, see premultiplyRef.
const alphaFactor = 32897

// unpremultiply takes four pixels at a time. The quotient is a float32's: both
// operands are integers below 2^24 and so exact, and where the quotient is less
// than an integer up to 256 it is so by at least 1/65534, more than rounding to
// 24 bits can bridge. So truncating it gives the integer quotient.
func unpremultiply() {
	const name = "unpremultiplyAVX2"
	TEXT(name, NOSPLIT, "func(dst *uint8, src *int16, groups int)")
	Pragma("noescape")
	Doc(name + " is unpremultiplyRef for 4·groups pixels, groups at least 1. It needs AVX2.")
	dst, src := Load(Param("dst"), GP64()), Load(Param("src"), GP64())
	groups := Load(Param("groups"), GP64())
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
