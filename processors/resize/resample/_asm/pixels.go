package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// A pixelKernel emits pixelsRef or widePixelsRef: four taps of a result pixel
// at a time, two in each half of a vector. The samples of neighbouring pixels
// are interleaved by channel, so that VPMADDWD adds them.
type pixelKernel struct {
	src, first, weight, taps Register
	half, shift              VecVirtual
	order, copies            VecVirtual // byte shuffles of pixels and weights
}

func pixels() {
	emitPixels("pixelsAVX2", "pixelsRef", "uint8")
	emitPixels("widePixelsAVX2", "widePixelsRef", "int16")
}

func emitPixels(name, ref, sample string) {
	asm.Declare(name, "func(dst *"+sample+", src *int16, first *int32, weights *int16, taps, n, shift int)",
		name+" is "+ref+" for n result pixels, n a positive multiple of 4, and taps a positive",
		"multiple of 4. It needs AVX2 and BMI2.")
	dst := asm.Arg("dst")
	k := pixelKernel{src: asm.Arg("src"), first: asm.Arg("first"), weight: asm.Arg("weights"), taps: asm.Arg("taps")}
	n := asm.Arg("n")
	k.half, k.shift = rounding(asm.AVX2)
	k.order, k.copies = YMM(), YMM()
	VBROADCASTI128(channels(), k.order)
	VMOVDQU(spread(), k.copies)

	Label("group")
	var results [4]VecVirtual
	for i := range results {
		results[i] = k.pixel(i)
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
	ADDQ(Imm(16), k.first)
	SUBQ(Imm(4), n)
	JNZ(LabelRef("group"))
	VZEROUPPER()
	RET()
}

// channels returns the byte shuffle to r0 r1 g0 g1 b0 b1 a0 a1.
func channels() Mem {
	return asm.Table("channels", 16, func(i int) byte {
		return []byte{0, 8, 2, 10, 4, 12, 6, 14}[i/2] + byte(i%2)
	})
}

// spread returns the byte shuffle that copies the first two of four weights to
// each channel of one half, and the other two to each channel of the other
// half.
func spread() Mem {
	return asm.Table("spread", 32, func(i int) byte { return byte(i%4 + i/16*4) })
}

// pixel returns the channels of result i of four, in 32 bits each.
func (k *pixelKernel) pixel(i int) VecVirtual {
	pixel, left, sums := GP64(), GP64(), YMM()
	MOVLQSX(Mem{Base: k.first, Disp: 4 * i}, pixel)
	SHLQ(Imm(3), pixel)
	ADDQ(k.src, pixel)
	MOVQ(k.taps, left)
	// Half a unit is added to one half of the vector only.
	VMOVDQA(k.half.AsX(), sums.AsX())
	label := fmt.Sprint("taps", i)
	Label(label)
	w, p := YMM(), YMM()
	VPBROADCASTQ(Mem{Base: k.weight}, w)
	VPSHUFB(k.copies, w, w)
	VMOVDQU(Mem{Base: pixel}, p)
	VPSHUFB(k.order, p, p)
	VPMADDWD(w, p, p)
	VPADDD(p, sums, sums)
	ADDQ(Imm(8), k.weight)
	ADDQ(Imm(32), pixel)
	SUBQ(Imm(4), left)
	JNZ(LabelRef(label))
	result := XMM()
	VEXTRACTI128(Imm(1), sums, result)
	VPADDD(sums.AsX(), result, result)
	VPSRAD(k.shift, result, result)
	return result
}
