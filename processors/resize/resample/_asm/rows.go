package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"fanout/internal/_asm"
)

// A rowKernel emits rowsRef: four result samples at a time, each with the
// products of 8 or 16 taps in one vector, whose elements are added up last.
type rowKernel struct {
	dst, src, first, n Register
	taps               Register // in bytes
	half, shift        VecVirtual

	samples, weights [4]Register // addresses for the present results
}

func rows() {
	const name = "rowsAVX2"
	asm.Declare(name, "func(dst *uint8, src *int16, first *int32, weights *int16, taps, n, shift int)",
		name+" is rowsRef for n result samples, n a positive multiple of 4, and taps of 8 or a",
		"multiple of 16. It needs AVX2 and BMI2.")
	k := &rowKernel{dst: asm.Arg("dst"), src: asm.Arg("src"), first: asm.Arg("first"), n: asm.Arg("n"), taps: asm.Arg("taps")}
	ADDQ(k.taps, k.taps)
	k.half, k.shift = rounding(asm.AVX2)
	for i := range 4 {
		k.samples[i], k.weights[i] = GP64(), GP64()
	}
	Load(Param("weights"), k.weights[0])

	CMPQ(k.taps, Imm(16))
	JNE(LabelRef("long"))
	k.short()
	k.long()
}

// short emits the loop for 8 taps.
func (k *rowKernel) short() {
	Label("short")
	k.begin()
	sums := k.firstProducts(XMM)
	addUp(sums)
	k.finish(sums[0])
	k.next("short")
}

// long emits the loop for more taps.
func (k *rowKernel) long() {
	Label("long")
	k.begin()
	sums := k.firstProducts(YMM)
	at := GP64()
	MOVQ(U32(32), at)
	JMP(LabelRef("longTest"))
	Label("longTaps")
	for i, sum := range sums {
		t := YMM()
		VMOVDQU(Mem{Base: k.samples[i], Index: at, Scale: 1}, t)
		VPMADDWD(Mem{Base: k.weights[i], Index: at, Scale: 1}, t, t)
		VPADDD(t, sum, sum)
	}
	ADDQ(Imm(32), at)
	Label("longTest")
	CMPQ(at, k.taps)
	JLT(LabelRef("longTaps"))
	addUp(sums)
	low := XMM()
	VEXTRACTI128(Imm(1), sums[0], low)
	VPADDD(sums[0].AsX(), low, low)
	k.finish(low)
	k.next("long")
}

// begin sets the addresses for four results.
func (k *rowKernel) begin() {
	for i := range 4 {
		MOVLQSX(Mem{Base: k.first, Disp: 4 * i}, k.samples[i].(GPVirtual))
		LEAQ(Mem{Base: k.src, Index: k.samples[i], Scale: 2}, k.samples[i])
		if i > 0 {
			LEAQ(Mem{Base: k.weights[i-1], Index: k.taps, Scale: 1}, k.weights[i])
		}
	}
}

// firstProducts returns the products of the first taps of four results.
func (k *rowKernel) firstProducts(vector func() VecVirtual) (sums [4]VecVirtual) {
	for i := range sums {
		sums[i] = vector()
		VMOVDQU(Mem{Base: k.samples[i]}, sums[i])
		VPMADDWD(Mem{Base: k.weights[i]}, sums[i], sums[i])
	}
	return sums
}

// addUp sets the first of four vectors, in each lane, to the sums of each.
func addUp(sums [4]VecVirtual) {
	VPHADDD(sums[1], sums[0], sums[0])
	VPHADDD(sums[3], sums[2], sums[2])
	VPHADDD(sums[2], sums[0], sums[0])
}

// finish rounds and stores four results.
func (k *rowKernel) finish(sums VecVirtual) {
	VPADDD(k.half.AsX(), sums, sums)
	VPSRAD(k.shift, sums, sums)
	VPACKSSDW(sums, sums, sums)
	VPACKUSWB(sums, sums, sums)
	VMOVD(sums, Mem{Base: k.dst})
}

// next jumps to label for the next four results, or returns.
func (k *rowKernel) next(label string) {
	LEAQ(Mem{Base: k.weights[3], Index: k.taps, Scale: 1}, k.weights[0])
	ADDQ(Imm(16), k.first)
	ADDQ(Imm(4), k.dst)
	SUBQ(Imm(4), k.n)
	JNZ(LabelRef(label))
	VZEROUPPER()
	RET()
}
