// Command _asm writes the assembly of package moments.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

func main() {
	asm.Generator{Kernels: map[string]func(){"powers": func() { survey(); powers() }}}.Main()
}

func quad(x uint64) VecVirtual {
	r, z := GP64(), ZMM()
	MOVQ(U64(x), r)
	VPBROADCASTQ(r, z)
	return z
}

func zeroed() VecVirtual {
	z := ZMM()
	VPXORQ(z, z, z)
	return z
}

// eights runs body for eight mantissas at a time.
func eights(body func(x VecVirtual)) {
	mants, n := Load(Param("mants"), GP64()), Load(Param("n"), GP64())
	Label("eight")
	x := ZMM()
	VMOVDQU64(Mem{Base: mants}, x)
	body(x)
	ADDQ(U8(64), mants)
	SUBQ(U8(8), n)
	JNZ(LabelRef("eight"))
}

// store writes registers one after another to the parameter r.
func store(all ...VecVirtual) {
	r := Load(Param("r"), GP64())
	for i, z := range all {
		VMOVDQU64(z, Mem{Base: r, Disp: 64 * i})
	}
	VZEROUPPER()
	RET()
}

func survey() {
	TEXT("surveyAVX512", NOSPLIT, "func(mants *int64, n int, r *[4][8]int64)")
	Pragma("noescape")
	Doc("surveyAVX512 sets r to the smallest, the largest, how many are negative and how many are 0",
		"of the n mantissas whose numbers are the same modulo 8. n is a multiple of 8 and at least 8.")
	first := ZMM()
	VMOVDQU64(Mem{Base: Load(Param("mants"), GP64())}, first)
	lo, hi, one, zeros, negatives, t := ZMM(), ZMM(), quad(1), zeroed(), zeroed(), ZMM()
	VMOVDQA64(first, lo)
	VMOVDQA64(first, hi)
	isZero := K()
	eights(func(x VecVirtual) {
		VPMINSQ(x, lo, lo)
		VPMAXSQ(x, hi, hi)
		VPSRLQ(U8(63), x, t)
		VPADDQ(t, negatives, negatives)
		VPTESTNMQ(x, x, isZero)
		VPADDQ(one, zeros, isZero, zeros)
	})
	store(lo, hi, negatives, zeros)
}

func powers() {
	TEXT("powersAVX512", NOSPLIT, "func(mants *int64, n int, lo int64, r *[7][8]uint64)")
	Pragma("noescape")
	Doc("powersAVX512 sets r to the sums that sumPowersMany adds up, of the n mantissas whose numbers are",
		"the same modulo 8. n is a multiple of 8, at least 8 and at most 8192.")
	least, low := ZMM(), quad(1<<26-1)
	VPBROADCASTQ(Load(Param("lo"), GP64()), least)
	var sum [7]VecVirtual
	for i := range sum {
		sum[i] = zeroed()
	}
	square, h, l, t := ZMM(), ZMM(), ZMM(), ZMM()
	add := func(i int, a, b VecVirtual) {
		VPMULUDQ(a, b, t)
		VPADDQ(t, sum[i], sum[i])
	}
	eights(func(d VecVirtual) {
		VPSUBQ(least, d, d)
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
	store(sum[:]...)
}
