package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// pixels writes pixelsAVX2 and widePixelsAVX2: per result pixel four taps at a
// time, two in each half of a register. Neighbouring pixels' samples of a
// channel are brought side by side, so that VPMADDWD adds them.
func pixels() {
	channels := GLOBL("channels", RODATA|NOPTR)
	for i := range 16 { // bytes of r0 r1 g0 g1 b0 b1 a0 a1
		DATA(i, U8(uint8([]int{0, 8, 2, 10, 4, 12, 6, 14}[i/2]+i%2)))
	}
	spread := GLOBL("spread", RODATA|NOPTR)
	for i := range 32 { // the first two weights everywhere, then the other two
		DATA(i, U8(uint8(i%4+i/16*4)))
	}
	pixelKernel("pixelsAVX2", "pixelsRef", "uint8", channels, spread)
	pixelKernel("widePixelsAVX2", "widePixelsRef", "int16", channels, spread)
}

func pixelKernel(name, ref, sample string, channels, spread Mem) {
	TEXT(name, NOSPLIT, "func(dst *"+sample+", src *int16, first *int32, weights *int16, taps, n, shift int)")
	Pragma("noescape")
	Doc(
		name+" is "+ref+" for n result pixels, a positive multiple of 4, and taps of a positive",
		"multiple of 4. It needs AVX2 and BMI2.",
	)
	dst, src := Load(Param("dst"), GP64()), Load(Param("src"), GP64())
	first, weight := Load(Param("first"), GP64()), Load(Param("weights"), GP64())
	taps, n := Load(Param("taps"), GP64()), Load(Param("n"), GP64())
	half, shift := rounding(widths[0])
	order, copies := YMM(), YMM()
	VBROADCASTI128(channels, order)
	VMOVDQU(spread, copies)

	Label("group")
	var results [4]VecVirtual
	for i := range results {
		window, left, sums := GP64(), GP64(), YMM()
		MOVLQSX(Mem{Base: first, Disp: 4 * i}, window)
		SHLQ(Imm(3), window)
		ADDQ(src, window)
		MOVQ(taps, left)
		// Half a unit goes into one half of the register only.
		VMOVDQA(half.AsX(), sums.AsX())
		label := "taps" + string(rune('0'+i))
		Label(label)
		w, p := YMM(), YMM()
		VPBROADCASTQ(Mem{Base: weight}, w)
		VPSHUFB(copies, w, w)
		VMOVDQU(Mem{Base: window}, p)
		VPSHUFB(order, p, p)
		VPMADDWD(w, p, p)
		VPADDD(p, sums, sums)
		ADDQ(Imm(8), weight)
		ADDQ(Imm(32), window)
		SUBQ(Imm(4), left)
		JNZ(LabelRef(label))
		results[i] = XMM()
		VEXTRACTI128(Imm(1), sums, results[i])
		VPADDD(sums.AsX(), results[i], results[i])
		VPSRAD(shift, results[i], results[i])
	}
	VPACKSSDW(results[1], results[0], results[0])
	VPACKSSDW(results[3], results[2], results[2])
	if sample == "uint8" {
		VPACKUSWB(results[2], results[0], results[0])
		VMOVDQU(results[0], Mem{Base: dst})
		ADDQ(Imm(16), dst)
	} else {
		VMOVDQU(results[0], Mem{Base: dst})
		VMOVDQU(results[2], Mem{Base: dst, Disp: 16})
		ADDQ(Imm(32), dst)
	}
	ADDQ(Imm(16), first)
	SUBQ(Imm(4), n)
	JNZ(LabelRef("group"))
	VZEROUPPER()
	RET()
}
