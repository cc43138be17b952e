// Command _asm writes the assembly of package moments.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

func main() {
	asm.Generator{Kernels: map[string]func(){
		"powers": func() { survey(); powers() },
	}}.Main()
}

// eachEight emits a loop of body over eight mantissas at a time.
func eachEight(body func(x VecVirtual)) {
	mants, n := asm.Arg("mants"), asm.Arg("n")
	Label("eight")
	x := ZMM()
	VMOVDQU64(Mem{Base: mants}, x)
	body(x)
	ADDQ(U8(64), mants)
	SUBQ(U8(8), n)
	JNZ(LabelRef("eight"))
}

// returnIn stores vectors one after another at the parameter r and returns.
func returnIn(all ...VecVirtual) {
	r := asm.Arg("r")
	for i, z := range all {
		VMOVDQU64(z, Mem{Base: r, Disp: 64 * i})
	}
	VZEROUPPER()
	RET()
}

// survey emits survey.addRef.
func survey() {
	asm.Declare("surveyAVX512", "func(mants *int64, n int, r *[4][8]int64)",
		"surveyAVX512 sets r to the minimum, the maximum, the number of negative mantissas and the number",
		"of zeros, each for the mantissas whose index has the same remainder modulo 8. n is a positive",
		"multiple of 8. It needs AVX-512 F.")
	first := ZMM()
	VMOVDQU64(Mem{Base: asm.Arg("mants")}, first)
	lo, hi, one, zeros, negatives, t := ZMM(), ZMM(), asm.BroadcastQuad(1), asm.ZeroVector(), asm.ZeroVector(), ZMM()
	VMOVDQA64(first, lo)
	VMOVDQA64(first, hi)
	isZero := K()
	eachEight(func(x VecVirtual) {
		VPMINSQ(x, lo, lo)
		VPMAXSQ(x, hi, hi)
		VPSRLQ(U8(63), x, t)
		VPADDQ(t, negatives, negatives)
		VPTESTNMQ(x, x, isZero)
		VPADDQ(one, zeros, isZero, zeros)
	})
	returnIn(lo, hi, negatives, zeros)
}

// powers emits sumPowersRef for mantissas below lo + 2^26.
func powers() {
	asm.Declare("powersAVX512", "func(mants *int64, n int, lo int64, r *[7][8]uint64)",
		"powersAVX512 sets r to the seven sums that sumPowersMany combines, each for the mantissas whose index",
		"has the same remainder modulo 8. n is a positive multiple of 8, at most 8192. It needs AVX-512 F.")
	min, low := ZMM(), asm.BroadcastQuad(1<<26-1)
	VPBROADCASTQ(asm.Arg("lo"), min)
	var sum [7]VecVirtual
	for i := range sum {
		sum[i] = asm.ZeroVector()
	}
	square, h, l, t := ZMM(), ZMM(), ZMM(), ZMM()
	add := func(i int, a, b VecVirtual) {
		VPMULUDQ(a, b, t)
		VPADDQ(t, sum[i], sum[i])
	}
	eachEight(func(d VecVirtual) {
		VPSUBQ(min, d, d)
		VPMULUDQ(d, d, square)
		VPSRLQ(U8(26), square, h)
		VPANDQ(low, square, l)
		VPADDQ(d, sum[0], sum[0])
		VPADDQ(square, sum[1], sum[1])
		add(2, l, d)
		add(3, h, d)
		add(4, l, l)
		add(5, l, h)
		add(6, h, h)
	})
	returnIn(sum[:]...)
}
