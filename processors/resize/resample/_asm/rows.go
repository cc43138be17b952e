package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// rows writes rowsAVX2: four result samples at a time, each with the products
// of 8 or 16 taps in one register, which are added up at the end.
func rows() {
	const name = "rowsAVX2"
	TEXT(name, NOSPLIT, "func(dst *uint8, src *int16, first *int32, weights *int16, taps, n, shift int)")
	Pragma("noescape")
	Doc(
		name+" is rowsRef for n result samples, a positive multiple of 4, and taps of 8 or a",
		"multiple of 16. It needs AVX2 and BMI2.",
	)
	dst, src := Load(Param("dst"), GP64()), Load(Param("src"), GP64())
	first, n := Load(Param("first"), GP64()), Load(Param("n"), GP64())
	taps := Load(Param("taps"), GP64()) // in bytes from here on
	ADDQ(taps, taps)
	half, shift := rounding(widths[0])
	var window, weight [4]Register
	for i := range 4 {
		window[i], weight[i] = GP64(), GP64()
	}
	Load(Param("weights"), weight[0])

	// finish adds up the sums, four to a register, and stores the samples.
	finish := func(sums VecVirtual) {
		VPADDD(half.AsX(), sums, sums)
		VPSRAD(shift, sums, sums)
		VPACKSSDW(sums, sums, sums)
		VPACKUSWB(sums, sums, sums)
		VMOVD(sums, Mem{Base: dst})
	}
	begin := func() {
		for i := range 4 {
			MOVLQSX(Mem{Base: first, Disp: 4 * i}, window[i].(GPVirtual))
			LEAQ(Mem{Base: src, Index: window[i], Scale: 2}, window[i])
			if i > 0 {
				LEAQ(Mem{Base: weight[i-1], Index: taps, Scale: 1}, weight[i])
			}
		}
	}
	next := func(label string) {
		LEAQ(Mem{Base: weight[3], Index: taps, Scale: 1}, weight[0])
		ADDQ(Imm(16), first)
		ADDQ(Imm(4), dst)
		SUBQ(Imm(4), n)
		JNZ(LabelRef(label))
		VZEROUPPER()
		RET()
	}

	CMPQ(taps, Imm(16))
	JNE(LabelRef("long"))
	Label("short")
	begin()
	var acc [4]VecVirtual
	for i := range acc {
		acc[i] = XMM()
		VMOVDQU(Mem{Base: window[i]}, acc[i])
		VPMADDWD(Mem{Base: weight[i]}, acc[i], acc[i])
	}
	VPHADDD(acc[1], acc[0], acc[0])
	VPHADDD(acc[3], acc[2], acc[2])
	VPHADDD(acc[2], acc[0], acc[0])
	finish(acc[0])
	next("short")

	Label("long")
	begin()
	for i := range acc {
		acc[i] = YMM()
		VMOVDQU(Mem{Base: window[i]}, acc[i])
		VPMADDWD(Mem{Base: weight[i]}, acc[i], acc[i])
	}
	at := GP64()
	MOVQ(U32(32), at)
	JMP(LabelRef("longTest"))
	Label("longTaps")
	for i := range acc {
		t := YMM()
		VMOVDQU(Mem{Base: window[i], Index: at, Scale: 1}, t)
		VPMADDWD(Mem{Base: weight[i], Index: at, Scale: 1}, t, t)
		VPADDD(t, acc[i], acc[i])
	}
	ADDQ(Imm(32), at)
	Label("longTest")
	CMPQ(at, taps)
	JLT(LabelRef("longTaps"))
	VPHADDD(acc[1], acc[0], acc[0])
	VPHADDD(acc[3], acc[2], acc[2])
	VPHADDD(acc[2], acc[0], acc[0])
	sums := XMM()
	VEXTRACTI128(Imm(1), acc[0], sums)
	VPADDD(acc[0].AsX(), sums, sums)
	finish(sums)
	next("long")
}
